using PolicyGuard.Calls;
using PolicyGuard.Intent;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;

namespace PolicyGuard.Gate;

/// <summary>Decides what of a list a caller may see. A tool that some arguments would make callable, by itself or by a human's approval, stays visible.</summary>
internal static class ListFilter
{
    public static async ValueTask<ListVerdict> FilterAsync(
        ToolCall list, IReadOnlyList<ListItem> items, GateServices services, Admission admission, Bookkeeping books, CancellationToken ct)
    {
        var visible = new bool[items.Count];
        try
        {
            var admitted = await admission.AdmitAsync(list, again: false, ct).ConfigureAwait(false);
            var hidden = new List<string>();
            if (admitted.Objection is { Reason: Reasons.AgentInvalid or Reasons.AgentLookalike or Reasons.AgentTooMany or Reasons.AgentSuspended or Reasons.RateLimited or Reasons.AuthInvalid or Reasons.AuthExpired or Reasons.AuthRevoked } objection)
            {
                await books.ListedAsync(list, 0, [], admitted.Rules.Hash).ConfigureAwait(false);
                return new ListVerdict(visible, new Refusal(objection.Reason, objection.Message));
            }

            for (var i = 0; i < items.Count; i++)
            {
                visible[i] = IsVisible(list, items[i], admitted, admission, services.Intent?.Policies.Current);
                if (!visible[i])
                {
                    hidden.Add(items[i].Shown);
                }
            }

            await books.ListedAsync(list, items.Count - hidden.Count, hidden, admitted.Rules.Hash).ConfigureAwait(false);
            return new ListVerdict(visible, null);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            services.OnFault($"{list.Id}: list: {fault}");
            Array.Clear(visible);
            return fault switch
            {
                LedgerException => new ListVerdict(visible, new Refusal(Reasons.LedgerUnavailable, "the audit log cannot be written, so nothing is listed; tell the operator")),
                RegistryException => new ListVerdict(visible, new Refusal(Reasons.RegistryUnavailable, "the registry cannot be read, so nothing is listed; tell the operator")),
                _ => new ListVerdict(visible, new Refusal(Reasons.FaultDecide, "the gate could not filter the list, so nothing is listed; tell the operator")),
            };
        }
    }

    private static bool IsVisible(ToolCall list, ListItem item, Admitted admitted, Admission admission, IntentSet? intent)
    {
        if (item.Name is null || item.Always)
        {
            return item.Always;
        }

        var call = new ToolCall
        {
            Id = list.Id,
            Kind = item.Kind,
            ActionType = ActionTypes.Of(item.Kind),
            Target = item.Name,
            Upstream = item.Upstream,
            Caller = list.Caller,
            Agent = list.Agent,
            Flow = list.Flow,
            Context = list.Context,
            Definition = item.Definition,
            ReceivedAt = list.ReceivedAt,
        };
        return admission.Object(call, admitted.Agent) is null
            && intent?.Outright(call).Stand != IntentStand.Refused
            && admitted.Rules.Decide(Verdicts.QueryOf(call, admitted.Trust, arguments: null, LabelSet.None)).Effect != Effect.Deny;
    }
}
