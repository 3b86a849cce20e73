/** A header as words are compared: half-width, lower case, without white space, colons, stars and quotes. */
export function squeezeHeader(text: string): string {
  return text.normalize('NFKC').replace(/[\s*:"'“”‘’_#、,。.;-]+/gu, '').toLowerCase();
}

/** The same without remarks in brackets: 出生日期(公历) is 出生日期. */
export function withoutRemarks(squeezed: string): string {
  return squeezed.replace(/[([{【〔<《][^)\]}】〕>》]*[)\]}】〕>》]?/gu, '');
}
