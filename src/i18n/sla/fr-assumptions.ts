import type { VerificationMark } from '#domain/sla/policy';
import type { OutageSource } from '#domain/words';
import { ppmAsPercent } from './format.ts';
import type { AssumptionMessages } from './messages.ts';

const SOURCES: Readonly<Record<OutageSource, string>> = {
  provider: 'le relevé du fournisseur',
  declared: 'la déclaration faite par des personnes',
  measured: 'notre mesure',
};

const MARKS: Readonly<Record<VerificationMark, string>> = {
  official: 'lu dans le texte du fournisseur',
  secondary: 'connu par des sources secondaires',
  unverified: 'non vérifié',
};

const SURFACES: Readonly<Record<string, string>> = {
  web: 'l’interface web',
  protocol: 'les protocoles',
  mobile: 'le mobile',
  api: 'l’API',
};

const TERMS: Readonly<Record<string, string>> = {
  target: 'objectif',
  window: 'période',
  measure: 'mode de mesure',
  scope: 'portée',
  services: 'services couverts',
  downtime: 'définition de l’interruption',
  maintenance: 'maintenance',
  exclusions: 'exclusions',
  tiers: 'barème',
  credit: 'crédit',
  cap: 'plafond',
  claim: 'délai de demande',
};

export const frAssumptions: AssumptionMessages = {
  'own-domain': ({ above }, f) =>
    `Le contrat compte le temps où plus de ${f.percent(above)} des requêtes de ce client même ont échoué\u202f; les lignes «\u202fen panne\u202f» sont prises en ce sens. Le tableau de bord d’un fournisseur parle de tout le monde.`,
  'share-of-own': ({ above }, f) =>
    `Une part indiquée au-delà de ${f.percent(above)} est supposée valoir aussi pour les utilisateurs de ce client.`,
  'small-share': ({ sharePpm, above }, f) =>
    `La part indiquée (${f.percent(ppmAsPercent(sharePpm))}) porte sur tous les utilisateurs et ne tranche rien\u202f: ${f.percent(above)} ou moins de tout le monde peut être la totalité des vôtres, ou aucun.`,
  'share-unused': () => 'La part d’utilisateurs indiquée n’est pas utilisée\u202f: le contrat n’a pas de tel seuil.',
  'surface-unstated': ({ surfaces }, f) =>
    `Les lignes sans mode d’accès sont supposées concerner ${f.list(surfaces.map((one) => SURFACES[one] ?? one))}, seul à compter.`,
  'zone-taken': ({ zone, nearEdge }) =>
    `Le contrat ne nomme pas de fuseau\u202f; le mois est pris en ${zone}.${nearEdge ? ' Une panne est proche du bord du mois\u202f: un autre fuseau peut donner un autre résultat.' : ''}`,
  'zone-other': ({ zone, stated }) =>
    `Le contrat compte en ${stated}\u202f; ce calcul est fait en ${zone}, comme demandé.`,
  'billing-cycle-taken': ({ anchorDay }) =>
    `Le cycle de facturation est supposé commencer le ${anchorDay} du mois\u202f; la facture connaît le jour réel.`,
  'all-users-down': () =>
    'Le contrat compte des minutes-utilisateur\u202f; tous les utilisateurs sont supposés touchés pendant toute la durée de chaque panne, et chaque minute en compter autant.',
  'all-requests-failed': ({ minutes = 5 }) =>
    `Le contrat fait la moyenne des taux d’erreur par intervalles de ${minutes}\u202fminutes\u202f; chaque intervalle est supposé voir autant de requêtes, toutes échouées pendant une panne et toutes réussies le reste du temps.`,
  'requests-even': () =>
    'Le contrat compte des requêtes\u202f; elles sont supposées réparties également, échouées pendant une panne et réussies le reste du temps.',
  'shares-weigh': () =>
    'Où une part d’utilisateurs ou de requêtes est indiquée, seule cette part du temps compte\u202f; la plus grande, où plusieurs se chevauchent.',
  'rolling-window-taken': ({ days }, f) =>
    `Le contrat ne dit pas quand ses ${f.count(days)} jours sont regardés\u202f; ils sont supposés finir avec le mois, si bien que des périodes voisines peuvent se chevaucher ou laisser des jours entre elles.`,
  'rolling-runs-taken': ({ days, firstDay }, f) =>
    `Les ${f.count(days)} jours du contrat sont comptés en périodes à partir du ${f.day(firstDay)}, son premier jour\u202f: chaque jour appartient à une seule, si bien que rien n’est crédité deux fois et qu’aucun jour n’est oublié. Des jours comptés à partir d’une autre date pourraient montrer davantage d’interruption.`,
  'locations-unstated': ({ locations }, f) =>
    `Les lignes sans lieu sont supposées concerner ${f.list(locations)}, seul à compter.`,
  'credit-without-fee': () =>
    'La redevance de la période n’est pas connue ici\u202f: le crédit est donné en part de celle-ci, et devient une somme dès qu’elle l’est.',
  'cap-needs-fee': ({ percent }, f) =>
    `Le contrat plafonne les crédits à ${f.percent(percent)} de la redevance\u202f; sans elle, cela n’a pu être vérifié.`,
  'unknown-is-excluded': ({ ms }, f) =>
    `${f.duration(ms)} d’état inconnu restent hors du calcul, selon les conditions.`,
  'nothing-known': () => 'Rien n’est connu d’aucune partie de la période\u202f; aucune interruption n’est supposée.',
  'unknown-is-up': ({ ms }, f) => `${f.duration(ms)} d’état inconnu compte comme disponible, selon les conditions.`,
  'unknown-is-down': ({ ms }, f) => `${f.duration(ms)} d’état inconnu compte comme interruption, selon les conditions.`,
  'unknown-would-change': ({ ms, credit }, f) =>
    `Si ces ${f.duration(ms)} avaient été une interruption, le résultat serait ${credit ? f.credit(credit) : 'aucun crédit'}.`,
  'no-exclusion-applies': ({ exclusions }, f) =>
    `Aucune exclusion ne s’applique\u202f: ${exclusions.map((one) => f.text(one)).join('\u202f; ')}.`,
  'source-used': ({ used, others, together, changes }, f) => {
    const first = `Fait foi\u202f: ${sourceNames(used, f.list)}\u202f; laissé de côté\u202f: ${sourceNames(others, f.list)}.`;
    if (changes === null) return first;
    return changes
      ? `${first} Tous les relevés ensemble donneraient ${together ? f.credit(together) : 'aucun crédit'}.`
      : `${first} Tous les relevés ensemble donneraient le même résultat.`;
  },
  'provider-silent': ({ source }) =>
    `Le fournisseur n’en a rien dit\u202f; on prend ${SOURCES[source]}, mais c’est le relevé du fournisseur qui décide.`,
  'maintenance-failed': () => 'Les utilisateurs sont supposés avoir échoué pendant la maintenance qui compte.',
  'maintenance-year-from-rows': ({ hours }) =>
    `Les ${hours}\u202fh admises par an sont comptées sur les lignes données ici\u202f; une maintenance antérieure qui n’y figure pas les épuiserait plus tôt.`,
  'service-taken-covered': ({ service }) =>
    `Les conditions n’ont pas de liste complète des services\u202f; ${service} est supposé couvert, à vérifier.`,
  'location-is-yours': ({ locations }, f) =>
    `Des lignes nomment des lieux (${f.list(locations)})\u202f; ils sont supposés être ceux du service de ce client.`,
  'not-verified': ({ covers, mark, source, note }, f) =>
    `Vérifiez votre contrat\u202f: ${f.list(covers.map((term) => TERMS[term] ?? term))} (${MARKS[mark]}\u202f; ${source}). ${f.text(note)}`,
  'version-later': ({ effectiveFrom }, f) =>
    `Ces conditions sont appliquées à partir du ${f.day(effectiveFrom)}, après le début de la période\u202f; d’autres ont pu valoir avant.`,
  'minimum-credit': ({ amount, currency }) =>
    `Le crédit dépasse ${amount} ${currency}\u202f; une somme moindre n’est pas versée.`,
  'services-add-up': () => 'Chaque service donne son propre crédit, et ils s’ajoutent jusqu’au plafond.',
  'incidents-left-out': ({ reasons }, f) =>
    `${f.count(reasons.length)} ${reasons.length > 1 ? 'incidents' : 'incident'} du document, illisible${reasons.length > 1 ? 's' : ''}, non compté${reasons.length > 1 ? 's' : ''}\u202f: ${reasons.slice(0, 3).join('\u202f; ')}${reasons.length > 3 ? ' …' : ''}`,
  'window-still-open': ({ endedAt, zone }, f) => `Rien d’autre ne tombe en panne avant le ${f.moment(endedAt, zone)}.`,
};

function sourceNames(sources: readonly OutageSource[], list: (items: readonly string[]) => string): string {
  return list(sources.map((source) => SOURCES[source]));
}
