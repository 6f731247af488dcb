import type { ApplicationTarget } from '#domain/credits/entry-text';
import type { Language } from '#domain/words';
import { formatDayName } from '../credits/format-credit.ts';
import { formatMoney } from '../format.ts';
import { ledgerMessages } from './messages.ts';

interface Application {
  readonly appliedTo: ApplicationTarget | null;
  readonly reference: string | null;
  readonly invoiceDate: string | null;
  readonly invoiceMinor: number | null;
  readonly invoiceCurrency: string | null;
}

/** `invoice INV-7 of 30 Nov 2026, €1,250.00`, `added to the term`; null for what is no application. */
export function nameOfApplication(entry: Application, lang: Language): string | null {
  const t = ledgerMessages(lang);
  const { appliedTo, reference, invoiceDate, invoiceMinor, invoiceCurrency } = entry;
  if (appliedTo === 'term') return reference === null ? t.toTerm : `${t.toTerm} (${reference})`;
  if (appliedTo === null || invoiceDate === null || invoiceMinor === null || invoiceCurrency === null) return reference;
  const sum = formatMoney(invoiceMinor, invoiceCurrency, lang);
  return t.toInvoice(reference ?? '', formatDayName(invoiceDate, lang), sum);
}
