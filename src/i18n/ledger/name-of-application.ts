import type { ApplicationTarget } from '#domain/credits/entry-text';
import type { Language } from '#domain/words';
import { formatDayName } from '../credits/format-credit.ts';
import { formatMoney } from '../format.ts';
import { localText } from '../language.ts';
import { ledgerMessages } from './messages.ts';

interface Application {
  readonly appliedTo: ApplicationTarget | null;
  readonly reference: string | null;
  readonly invoiceDate: string | null;
  readonly invoiceMinor: number | null;
  readonly invoiceCurrency: string | null;
  /** Of a percentage: the service whose fee it is of. */
  readonly serviceNames?: Readonly<Record<string, string>> | null;
}

/** `Gmail: invoice INV-7 of 30 Nov 2026, €1,250.00`, `added to the term`; null for what is no application. */
export function nameOfApplication(entry: Application, lang: Language): string | null {
  const goal = nameOfGoal(entry, lang);
  if (goal === null || !entry.serviceNames || entry.appliedTo === null) return goal;
  return `${localText(entry.serviceNames, lang).text}${lang === 'fr' ? '\u202f' : ''}: ${goal}`;
}

function nameOfGoal(entry: Application, lang: Language): string | null {
  const t = ledgerMessages(lang);
  const { appliedTo, reference, invoiceDate, invoiceMinor, invoiceCurrency } = entry;
  if (appliedTo === 'term') return reference === null ? t.toTerm : `${t.toTerm} (${reference})`;
  if (appliedTo === null || invoiceDate === null || invoiceMinor === null || invoiceCurrency === null) return reference;
  const sum = formatMoney(invoiceMinor, invoiceCurrency, lang);
  return t.toInvoice(reference ?? '', formatDayName(invoiceDate, lang), sum);
}
