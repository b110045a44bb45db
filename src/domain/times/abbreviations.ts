import { namedZone, offsetZone, type Zone } from './zones';

/** What an abbreviation of a time zone may mean. */
export interface ZoneMeaning {
  /** English, as in a sentence: `India Standard Time`. */
  readonly name: string;
  readonly zone: Zone;
}

/** An abbreviation with one meaning. */
export interface KnownAbbreviation {
  readonly zone: Zone;
  /** What a machine means by it, where people mean the time of a region. */
  readonly literal?: Zone;
}

/**
 * Abbreviations with one common meaning and their offsets from UTC, `h` or `h:mm`. Those that have several are in MEANINGS.
 * From the time zone database and the usual lists; a meaning that is out of use since before 2000 does not count.
 */
const OFFSETS = `
UTC 0|UT 0|GMT 0|Z 0|WET 0|AZOST 0|EGST 0
CET 1|MEZ 1|MET 1|WEST 1|WAT 1|CEST 2|MESZ 2|MEST 2|EET 2|CAT 2|SAST 2|WAST 2|KALT 2
EEST 3|MSK 3|TRT 3|EAT 3|IDT 3|SYOT 3|IRST 3:30|IRDT 4:30
MSD 4|SAMT 4|AZT 4|GET 4|AFT 4:30|YEKT 5|PKT 5|UZT 5|TMT 5|TJT 5|MVT 5|ORAT 5|NPT 5:45
OMST 6|KGT 6|BTT 6|VOST 6|MMT 6:30|CXT 7|ICT 7|WIB 7|KRAT 7|NOVT 7|HOVT 7|DAVT 7
IRKT 8|HKT 8|SGT 8|MYT 8|PHT 8|PHST 8|WITA 8|AWST 8|BNT 8|ULAT 8|CHOT 8|ACWST 8:45
JST 9|KST 9|WIT 9|YAKT 9|TLT 9|PWT 9|ACST 9:30|ACDT 10:30|AEST 10|VLAT 10|PGT 10|CHST 10|CHUT 10|DDUT 10
AEDT 11|MAGT 11|SAKT 11|SRET 11|SBT 11|NCT 11|VUT 11|PONT 11|KOST 11|NFT 11
NZST 12|FJT 12|PETT 12|ANAT 12|TVT 12|WAKT 12|MHT 12|CHAST 12:45|NZDT 13|TOT 13|PHOT 13|TKT 13|CHADT 13:45
AZOT -1|EGT -1|CVT -1|BRST -2|FNT -2|PMDT -2|NDT -2:30|BRT -3|ART -3|UYT -3|CLST -3|GFT -3|SRT -3|ADT -3|PMST -3|NST -3:30
EDT -4|BOT -4|CLT -4|GYT -4|VET -4|EST -5|CDT -5|COT -5|PET -5|MDT -6|GALT -6
MST -7|PDT -7|PST -8|AKDT -8|AKST -9|HADT -9|HDT -9|GAMT -9|HST -10|HAST -10|TAHT -10|CKT -10
`;

/**
 * What people say for the time of a region, summer or winter: the first ones are zones of that name in the time zone
 * database. EST, MST and PST are fixed offsets, as in RFC 822.
 */
const REGIONS: Readonly<Record<string, string>> = {
  WET: 'WET',
  CET: 'CET',
  MET: 'MET',
  EET: 'EET',
  MEZ: 'CET',
  PT: 'America/Los_Angeles',
  MT: 'America/Denver',
  CT: 'America/Chicago',
  ET: 'America/New_York',
};

/** Abbreviations that different people use for different zones. */
const MEANINGS: Readonly<Record<string, readonly (readonly [name: string, offset: string])[]>> = {
  IST: [
    ['India Standard Time', '5:30'],
    ['Israel Standard Time', '2'],
    ['Irish Standard Time', '1'],
  ],
  CST: [
    ['Central Standard Time (North America)', '-6'],
    ['China Standard Time', '8'],
    ['Cuba Standard Time', '-5'],
  ],
  BST: [
    ['British Summer Time', '1'],
    ['Bangladesh Standard Time', '6'],
  ],
  AST: [
    ['Atlantic Standard Time', '-4'],
    ['Arabia Standard Time', '3'],
  ],
  AMT: [
    ['Amazon Time', '-4'],
    ['Armenia Time', '4'],
  ],
  GST: [
    ['Gulf Standard Time', '4'],
    ['South Georgia Time', '-2'],
  ],
  SST: [
    ['Singapore Standard Time', '8'],
    ['Samoa Standard Time', '-11'],
  ],
  ECT: [
    ['Ecuador Time', '-5'],
    ['Eastern Caribbean Time', '-4'],
  ],
  WST: [
    ['West Samoa Time', '13'],
    ['Western Australia Standard Time', '8'],
  ],
  ACT: [
    ['Acre Time', '-5'],
    ['Australian Central Time', '9:30'],
  ],
  PYT: [
    ['Paraguay Time', '-3'],
    ['Pyongyang Time', '9'],
  ],
  LHST: [
    ['Lord Howe Standard Time', '10:30'],
    ['Lord Howe Summer Time', '11'],
  ],
  CCT: [
    ['Cocos Islands Time', '6:30'],
    ['China Coast Time', '8'],
  ],
  ALMT: [
    ['Almaty Time since March 2024', '5'],
    ['Almaty Time before', '6'],
  ],
};

/** In small letters these are more often words of some language. */
const WORDS = new Set(
  (
    'ut art act ast adt bit bot cat cot eat ect est et get hat ict ist met met mt pet pt ct srt tot wet wat west wit ' +
    'act nst gst sst pont kost wst amt'
  ).split(' '),
);
/** In capitals these may be words of a log, such as the method of a request. */
const CAPITAL_WORDS = new Set(['GET', 'BOT', 'WEST', 'ACT']);

const KNOWN: ReadonlyMap<string, string> = new Map(
  OFFSETS.trim()
    .split(/[|\n]/)
    .map((each) => each.split(' ') as [string, string]),
);

/** The zone that this abbreviation stands for: undefined where it is none, a list where it has several meanings. */
export function readAbbreviation(text: string): KnownAbbreviation | readonly ZoneMeaning[] | undefined {
  const upper = text.toUpperCase();
  const several = Object.hasOwn(MEANINGS, upper) ? MEANINGS[upper] : undefined;
  if (several !== undefined) {
    return several.flatMap(([name, offset]) => {
      const zone = zoneOf(offset);
      return zone === undefined ? [] : [{ name, zone }];
    });
  }
  const literal = zoneOf(KNOWN.get(upper));
  const region = Object.hasOwn(REGIONS, upper) ? namedZone(REGIONS[upper] ?? '') : undefined;
  const zone = region ?? literal;
  if (zone === undefined) return undefined;
  return { zone: { ...zone, text: upper }, ...(literal !== undefined && { literal: { ...literal, text: upper } }) };
}

/** Whether text that spells an abbreviation is more often a word, for certain or only perhaps. */
export function wordLike(text: string): 'word' | 'perhaps' | undefined {
  if (text !== text.toUpperCase()) return text !== text.toLowerCase() || WORDS.has(text) ? 'word' : undefined;
  return CAPITAL_WORDS.has(text) ? 'perhaps' : undefined;
}

function zoneOf(offset: string | undefined): Zone | undefined {
  if (offset === undefined) return undefined;
  const [hours = '', minutes = '0'] = offset.split(':');
  const sign = offset.startsWith('-') ? -1 : 1;
  return offsetZone(sign * (Math.abs(Number(hours)) * 60 + Number(minutes)) * 60_000);
}
