import { compoundFile } from './compound-file';
import { plain, read } from './facts-of';
import { readPaste } from '../../src/bounce/read-paste';

const BODY =
  "Delivery has failed to these recipients or groups:\r\n\r\nyou@away.example\r\n\r\nDiagnostic information for administrators:\r\n\r\nGenerating server: EX01.home.example\r\n\r\nyou@away.example\r\nmx.away.example\r\nRemote Server returned '550 5.7.1 Message refused'\r\n";

test('a report saved by Outlook is read', () => {
  const file = compoundFile({
    '__substg1.0_001A001F': 'REPORT.IPM.Note.NDR',
    '__substg1.0_0037001F': 'Undeliverable: plans',
    '__substg1.0_1000001F': BODY,
  });
  const reading = read(file);
  expect(reading.form).toBe('mail');
  expect(plain(reading.failures[0])).toMatchObject({
    finalRecipient: 'you@away.example',
    replyCode: '550',
    enhancedStatusCode: '5.7.1',
    remoteMta: 'mx.away.example',
    reportingMta: 'EX01.home.example',
  });
  expect(reading.failures[0]?.facts.replyCode?.place).toBeNull();
});

test('what Exchange noted for a recipient is read where the report has no text', () => {
  const file = compoundFile({
    '__substg1.0_001A001F': 'REPORT.IPM.Note.NDR',
    '__substg1.0_0037001F': 'Undeliverable: plans',
    '__recip_version1.0_#00000000': {
      '__substg1.0_39FE001F': 'you@away.example',
      '__substg1.0_0C1B001F': '<mx.away.example #5.1.1 smtp;550 5.1.1 no such user>',
    },
  });
  expect(plain(read(file).failures[0])).toMatchObject({
    finalRecipient: 'you@away.example',
    enhancedStatusCode: '5.1.1',
  });
});

test('a file cut off anywhere is read or refused, never an exception', () => {
  const file = compoundFile({ '__substg1.0_1000001F': BODY });
  for (let length = 0; length < file.length; length += 97) {
    expect(readPaste(file.subarray(0, length)).kind).toMatch(/read|refused/);
  }
});
