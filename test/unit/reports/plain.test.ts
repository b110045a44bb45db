import assert from 'node:assert/strict';
import { oneLine, plainText, wrapped } from '../../../src/reports/plain';
import { processorTime } from '../../helpers/processorTime';

const ESC = '\u001b';

describe('plain text', () => {
  for (const [what, text, plain] of [
    ['a colour', `${ESC}[31mred${ESC}[0m`, 'red'],
    ['256 and true colours', `${ESC}[38;5;196ma${ESC}[48;2;1;2;3mb${ESC}[m`, 'ab'],
    ['colours with colons', `${ESC}[38:2::255:0:0mx`, 'x'],
    ['the cursor and the screen', `${ESC}[2J${ESC}[1;1Hx${ESC}[?25l${ESC}[K`, 'x'],
    ['a title', `${ESC}]0;owned\u0007x`, 'x'],
    ['a link', `${ESC}]8;;https://e.example/${ESC}\\label${ESC}]8;;${ESC}\\`, 'label'],
    ['eight-bit controls', '\u009b31mred\u009d0;title\u009c!', 'red!'],
    ['a device string', `${ESC}Pq#0~${ESC}\\x`, 'x'],
    ['single escapes', `${ESC}7a${ESC}8${ESC}(Bb${ESC}c`, 'ab'],
    ['what is cut in the middle', `x${ESC}[3`, 'x[3'],
    ['brackets that are text', 'a[31m] [0m b', 'a[31m] [0m b'],
    ['a Persian word', 'می\u200cخواهم', 'می\u200cخواهم'],
    ['a Hindi word', 'क्\u200dष', 'क्\u200dष'],
    ['a Malayalam word', 'ന്\u200d മ', 'ന് മ'],
    ['a family', '👨\u200d👩\u200d👧', '👨\u200d👩\u200d👧'],
    ['a profession with a skin', '👩🏽\u200d💻', '👩🏽\u200d💻'],
    ['a rainbow', '🏳\ufe0f\u200d🌈', '🏳\ufe0f\u200d🌈'],
    [
      'the flag of Wales',
      '🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}',
      '🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}',
    ],
    ['joiners that join nothing', 'pay\u200dment\u200c x', 'payment x'],
    ['joiners beside emoji and at an end', '\u200d🔥\u200d now \u200d', '🔥 now '],
    ['two joiners in a row', 'م\u200c\u200cم', 'مم'],
    ['tags without a flag', 'x\u{e0067}\u{e007f}', 'x'],
    ['zero width beside a joined word', 'م\u200cم\u200bx\u202e', 'م\u200cمx'],
  ] as const) {
    it(`of ${what}`, () => assert.equal(plainText(text), plain));
  }

  it('of a coloured line is one clean line', () => {
    assert.equal(oneLine(`${ESC}[31mERROR${ESC}[0m\r\n  at x`), 'ERROR at x');
  });

  it('takes a moment, whatever a megabyte of it claims to be', () => {
    const size = 1_000_000;
    for (const unit of [
      ESC,
      `${ESC}[`,
      `${ESC}]0;`,
      `${ESC}[1;`,
      '\u200d',
      'م\u200c',
      '🏴\u{e0067}',
      '\u009d',
      `${ESC}P1`,
      ' ',
    ]) {
      const text = unit.repeat(size / unit.length);
      const took = processorTime(() => plainText(text));
      assert.ok(took < 1000, `${JSON.stringify(unit)}: ${took} ms`);
    }
  });

  it('in lines of a width leaves nothing out but the spaces at which it breaks', () => {
    const command = 'kubectl rollout undo deployment/checkout && echo "done  now"';
    assert.deepEqual(wrapped(command, 24), ['kubectl rollout undo', 'deployment/checkout &&', 'echo "done  now"']);
    assert.deepEqual(wrapped(`one\n${'x'.repeat(30)}`, 24), ['one', 'x'.repeat(24), 'x'.repeat(6)]);
  });
});
