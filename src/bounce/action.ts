import type { Action } from './failure';

/**
 * What happened to the message, from the words of a report that has no `Action` field. A delay warning says that
 * somebody still tries, and often in the same breath that it could not be delivered yet; so that is asked first.
 */
export function actionIn(report: string): Action | null {
  if (STILL_TRYING.test(report)) return 'delayed';
  return GIVEN_UP.test(report) ? 'failed' : null;
}

const STILL_TRYING =
  /(?:not yet been|not been|not) (?:delivered|sent) yet|not yet been (?:delivered|sent)|(?:has been|is|was|being|message) delayed|delivery (?:is )?delayed|status notification[: (]{1,3}delay|warning message only|no action is required|do not need to re-?send|will (?:keep trying|be retried|continue (?:trying|to try))|attempts will continue|still trying|temporary failure report|noch nicht zugestellt|verzögert|pas encore (?:été )?(?:remis|distribué|livré)|(?:remise|distribution) (?:est )?(?:retardée|différée)|aún no se ha (?:podido )?entreg|entrega (?:se ha )?(?:retras|demor)|non è (?:stato )?ancora|consegna (?:è )?ritardat|ainda não foi|entrega (?:está )?atrasad|nog niet (?:bezorgd|afgeleverd)|bezorging (?:is )?vertraagd|jeszcze nie (?:został|dostarcz)|opóźnion|(?:пока|ещё|еще) не (?:было )?доставлен|доставка (?:сообщения )?(?:отложена|задерж)|遅延|遅れてい|まだ配信|延迟|延遲|尚未(?:送达|投递)/i;

const GIVEN_UP =
  /(?:could not|couldn't|cannot|can't|unable to|wasn't able to|failed to) (?:be )?(?:deliver|sent|send)|(?:not|wasn't|isn't) delivered|undeliver|delivery (?:has )?fail|delivery failure|mail fail|failure notice|returned mail|permanent (?:error|fatal|failure)|did not reach|failed permanently|given up|non-?delivery|unzustellbar|nicht zugestellt|konnte nicht|échec|n.est pas parvenu|n.a pas pu|no se (?:ha )?(?:pudo|podido|puede)? ?entreg|non è stato possibile|mancato recapito|impossibile recapitare|não (?:foi possível|pôde)|falha na entrega|niet (?:worden )?(?:bezorgd|afgeleverd)|onbestelbaar|nie (?:można|udało się|został) ?(?:dostarcz)?|не (?:удалось|удается|может быть) доставлен?|не доставлен|недоставл|送信できません|配信(?:不能|できません)|届けできません|(?:无法|未能)(?:送达|投递|传递)|退信/i;
