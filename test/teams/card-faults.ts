/**
 * What Teams would refuse or draw wrongly in a message with a card, by the Adaptive Cards 1.5 reference and
 * Teams' own ("Cards reference"): used by the fake Teams on everything that is sent to it.
 */
export function faultsOfMessage(message: unknown): readonly string[] {
  const [attachment, ...pictures] = list(message, 'attachments');
  if (attachment === undefined) return ['a message without its one card'];
  const faults: string[] = pictures.flatMap(faultsOfPicture);
  if (field(attachment, 'contentType') !== 'application/vnd.microsoft.card.adaptive')
    faults.push('contentType');
  const card = field(attachment, 'content');
  if (field(card, 'type') !== 'AdaptiveCard') faults.push('no card');
  if (field(card, 'version') !== '1.5') faults.push('a version Teams does not draw everywhere');
  if (typeof field(card, 'fallbackText') !== 'string') faults.push('no fallbackText');
  if (typeof field(message, 'summary') !== 'string') faults.push('no summary');
  const actions = list(card, 'actions');
  return [
    ...faults,
    ...faultsOfMention(message),
    ...elementsOf(card).flatMap(faultsOfElement),
    ...(actions.length === 0 ? [] : faultsOfActions(actions)),
  ];
}

/** "Work with mentions": what is not in the text letter by letter is sent, and nobody is told of it. */
function faultsOfMention(message: unknown): readonly string[] {
  const text = field(message, 'text');
  const entities = list(message, 'entities');
  if (text === undefined && entities.length === 0) return [];
  const isSound = entities.every(
    (entity) =>
      /^<at>[^<>]+<\/at>$/.test(String(field(entity, 'text'))) &&
      String(text).includes(String(field(entity, 'text'))) &&
      typeof field(field(entity, 'mentioned'), 'id') === 'string',
  );
  return isSound && entities.length > 0 ? [] : ['a mention that mentions nobody'];
}

/** "Build conversational capability": at most 1 MB of PNG, JPEG or GIF. */
function faultsOfPicture(picture: unknown): readonly string[] {
  const url = String(field(picture, 'contentUrl'));
  const type = String(field(picture, 'contentType'));
  const data = Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
  const isSound = /^image\/(png|jpeg|gif)$/.test(type) && url.startsWith(`data:${type};base64,`);
  return isSound && data.length > 0 && data.length <= 1024 * 1024 ? [] : ['a picture Teams does not draw'];
}

/** The texts of all runs, in order. */
export function runsOf(message: unknown): readonly string[] {
  return everything(message)
    .filter((part) => field(part, 'type') === 'TextRun')
    .map((part) => String(field(part, 'text')));
}

/** The titles of all buttons, in order. */
export function titlesOf(message: unknown): readonly string[] {
  return buttonsOf(message).map((button) => String(field(button, 'title')));
}

function buttonsOf(message: unknown): readonly unknown[] {
  return everything(message).filter(
    (part) => typeof field(part, 'title') === 'string' && field(part, 'type') !== 'Action.Submit',
  );
}

/** Everything that can be read on the card, in order: texts, then titles of buttons and where links lead. */
export function wordsOf(message: unknown): string {
  return everything(message)
    .flatMap((part) => {
      if (field(part, 'type') === 'TextRun') return [String(field(part, 'text'))];
      if (field(part, 'type') === 'Action.Execute') return [String(field(part, 'title'))];
      return field(part, 'type') === 'Action.OpenUrl'
        ? [`${String(field(part, 'title'))} ${String(field(part, 'url'))}`]
        : [];
    })
    .join(' ');
}

/** What pressing the button with this title sends. */
export function dataOfButton(message: unknown, title: string): unknown {
  return field(
    buttonsOf(message).find((button) => field(button, 'title') === title),
    'data',
  );
}

function faultsOfElement(element: unknown): readonly string[] {
  switch (field(element, 'type')) {
    case 'RichTextBlock':
      return list(element, 'inlines').flatMap(faultsOfRun);
    case 'Container':
      return list(element, 'items').flatMap(faultsOfElement);
    case 'ActionSet':
      return faultsOfActions(list(element, 'actions'));
    default:
      return [`unexpected element ${String(field(element, 'type'))}`];
  }
}

function faultsOfRun(run: unknown): readonly string[] {
  const text = field(run, 'text');
  if (field(run, 'type') !== 'TextRun' || typeof text !== 'string' || text === '') return ['an empty run'];
  return /\{\{(DATE|TIME)\(/.test(text) ? ['a macro in a run'] : [];
}

function faultsOfActions(actions: readonly unknown[]): readonly string[] {
  if (actions.length === 0 || actions.length > 6) return [`${actions.length} actions in a set`];
  return actions.flatMap((action) => {
    if (typeof field(action, 'title') !== 'string') return ['an action without a title'];
    switch (field(action, 'type')) {
      case 'Action.Execute':
        return field(action, 'verb') && field(action, 'data') && field(action, 'fallback')
          ? []
          : ['half an Execute'];
      case 'Action.ShowCard':
        return faultsOfForm(field(action, 'card'));
      case 'Action.OpenUrl':
        return /^(https?|mailto):/i.test(String(field(action, 'url'))) ? [] : ['a link to nowhere'];
      default:
        return [`unexpected action ${String(field(action, 'type'))}`];
    }
  });
}

/** A field for text, and one button. */
function faultsOfForm(form: unknown): readonly string[] {
  const [input, ...others] = elementsOf(form);
  const isField = field(input, 'type') === 'Input.Text' && typeof field(input, 'id') === 'string';
  return isField && others.length === 0 && field(input, 'label')
    ? faultsOfActions(list(form, 'actions'))
    : ['half a form'];
}

function elementsOf(card: unknown): readonly unknown[] {
  return list(card, 'body');
}

function list(value: unknown, name: string): readonly unknown[] {
  const items = field(value, name);
  return Array.isArray(items) ? (items as readonly unknown[]) : [];
}

export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** The value and everything in it, parents first. */
function everything(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(everything)];
}
