import type { MoveRefusal } from '#domain/credits/claim-stage';
import type { Language } from '#domain/words';

type Sentences = Readonly<Record<MoveRefusal, string>>;

const en: Sentences = {
  'not-claimant': 'Only an admin of the organisation can do this.',
  'not-decider': 'Only an operator who decides about money can do this.',
  'own-claim': 'You asked for this credit yourself. Someone else has to decide.',
  'own-organization': 'You are an admin of the organisation that would get this credit. Someone else has to decide.',
  'own-decision':
    'You made this decision yourself. A second operator has to confirm it: where there is none who may, invite one under People.',
  'other-decision': 'Only the operator who made this decision can take it back.',
  'decided-before':
    'You took part in the first answer. Someone else has to decide on the appeal: where no other operator decides about money, invite one under People.',
  'provider-decides': 'The provider decides on this claim. Record its answer instead.',
  'window-open': 'The month is not over: more downtime may still be added. This is possible afterwards.',
  answered: 'This claim was answered already.',
  withdrawn: 'This claim was withdrawn.',
  'taken-up': 'This claim is in review already.',
  'question-open': 'A question is open already. Wait for its answer.',
  'no-question': 'There is no open question to answer.',
  unconfirmed: 'A decision waits for a second operator. It has to be confirmed or sent back first.',
  'nothing-to-confirm': 'There is no decision to confirm any more.',
  'under-appeal': 'This claim is under appeal. Please wait for the answer.',
  'not-answered': 'This claim has no answer yet that could be appealed.',
  'appealed-before': 'This claim was appealed already; there is one appeal.',
  'fully-granted': 'All that was asked for was granted: there is nothing to appeal.',
  'appeal-too-late': 'The time to appeal has passed.',
};

const fr: Sentences = {
  'not-claimant': 'Seul un administrateur de l’organisation peut le faire.',
  'not-decider': 'Seul un opérateur chargé des crédits peut le faire.',
  'own-claim': 'Vous avez demandé ce crédit vous-même. Quelqu’un d’autre doit décider.',
  'own-organization':
    'Vous êtes administrateur de l’organisation qui recevrait ce crédit. Quelqu’un d’autre doit décider.',
  'own-decision':
    'Vous avez pris cette décision vous-même. Un second opérateur doit la confirmer\u202f: s’il n’y en a pas qui le puisse, invitez-en un.',
  'other-decision': 'Seul l’opérateur qui a pris cette décision peut la reprendre.',
  'decided-before':
    'Vous avez pris part à la première réponse. Quelqu’un d’autre doit décider du recours\u202f: s’il n’y a pas d’autre opérateur chargé des crédits, invitez-en un.',
  'provider-decides': 'Le fournisseur décide de cette demande. Notez plutôt sa réponse.',
  'window-open': 'Le mois n’est pas terminé\u202f: des pannes peuvent encore s’y ajouter. Ce sera possible ensuite.',
  answered: 'Cette demande a déjà reçu sa réponse.',
  withdrawn: 'Cette demande a été retirée.',
  'taken-up': 'Cette demande est déjà en cours d’examen.',
  'question-open': 'Une question est déjà posée. Attendez sa réponse.',
  'no-question': 'Aucune question n’attend de réponse.',
  unconfirmed: 'Une décision attend un second opérateur. Elle doit d’abord être confirmée ou renvoyée.',
  'nothing-to-confirm': 'Il n’y a plus de décision à confirmer.',
  'under-appeal': 'Cette demande fait l’objet d’un recours. Veuillez attendre la réponse.',
  'not-answered': 'Cette demande n’a pas encore de réponse qui puisse faire l’objet d’un recours.',
  'appealed-before': 'Cette demande a déjà fait l’objet d’un recours\u202f; il n’y en a qu’un.',
  'fully-granted': 'Tout ce qui était demandé a été accordé\u202f: il n’y a pas matière à recours.',
  'appeal-too-late': 'Le délai de recours est passé.',
};

const SENTENCES: Readonly<Record<Language, Sentences>> = { en, fr };

/** Why a move of a claim is refused, as a sentence for the person who tried. */
export function moveRefusal(why: MoveRefusal, lang: Language): string {
  return SENTENCES[lang][why];
}
