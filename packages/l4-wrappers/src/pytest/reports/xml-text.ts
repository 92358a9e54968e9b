const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Decodes the five entities of XML and references to characters; leaves everything else as it is. */
export const decodeEntities = (text: string): string =>
  text.replace(
    /&(?:(lt|gt|amp|quot|apos)|#(\d+)|#x([0-9a-fA-F]+));/g,
    (whole, name?: string, decimal?: string, hex?: string) => {
      if (name !== undefined) return named[name] ?? whole;
      const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    },
  );

/**
 * Refuses a document that declares entities of its own: a few lines of them can unfold to gigabytes. A doctype that only
 * names the format, as coverage.py writes it, is allowed.
 *
 * @throws Error saying so.
 */
export const refuseDeclarations = (xml: string): void => {
  // Every `<` of a text is escaped, so a declaration is none of a test's output.
  if (/<!ENTITY/i.test(xml)) throw new Error('it declares entities of its own, which no report does');
};

/** Characters that no XML document may hold (XML 1.0, section 2.2), and halves of pairs. */
// oxlint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu;

/** What a character that XML cannot hold is shown as: its code, as pytest does it. */
const shown = (character: string): string =>
  `#x${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, '0')}`;

/** Escapes text for an element or an attribute of XML or HTML. Line ends in it survive an attribute. */
export const escapeXml = (text: string): string =>
  text
    .replace(forbidden, shown)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\t', '&#9;');
