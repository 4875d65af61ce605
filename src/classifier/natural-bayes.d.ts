/** The part of natural's BayesClassifier that is used; the package declares types for its main entry only. */
declare module 'natural/lib/natural/classifiers/bayes_classifier' {
  class BayesClassifier {
    constructor(stemmer?: null, smoothing?: number);
    /** How often each feature was seen; its key order numbers the features. */
    readonly features: Readonly<Record<string, number>>;
    readonly classifier: {
      /** By label, by feature number: the examples that hold it, plus the smoothing. */
      readonly classFeatures: Readonly<Record<string, Readonly<Record<number, number>>>>;
      /** By label: its examples, plus one. */
      readonly classTotals: Readonly<Record<string, number>>;
    };
    addDocument(tokens: readonly string[], label: string): void;
    train(): void;
    classify(tokens: readonly string[]): string;
  }
  export = BayesClassifier;
}
