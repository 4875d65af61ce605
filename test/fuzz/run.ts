import { fuzzReading } from '../bounce/fuzz-reading';

const ROUND = 500;

/** `npm run fuzz [SECONDS] [SEED]`: invents input until the time is up; prints what broke the reader, with its seed. */
function main([seconds = '60', first = String(Date.now() % 1_000_000)]: readonly string[]): void {
  const until = Date.now() + Number(seconds) * 1000;
  let broken = 0;
  let inputs = 0;
  for (let seed = Number(first); Date.now() < until; seed += 1) {
    inputs += ROUND;
    for (const { fault, input } of fuzzReading(seed, ROUND)) {
      broken += 1;
      process.stdout.write(`seed ${seed}: ${fault}\n${JSON.stringify(input)}\n`);
    }
  }
  process.stdout.write(`${inputs} inputs from seed ${first} on, ${broken} broke the reader\n`);
  process.exitCode = broken === 0 ? 0 : 1;
}

main(process.argv.slice(2));
