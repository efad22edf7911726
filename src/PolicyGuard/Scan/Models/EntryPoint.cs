using PolicyGuard.Scan.Flow;
using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Models;

/// <summary>What a function is called by, and so which of its parameters are input.</summary>
internal sealed class EntryPoint
{
    public const string RequestType = "web.Request";
    public const string SessionType = "web.Session";
    public const string ResponseType = "web.Response";

    private static readonly HashSet<string> ToolDecorators =
    [
        "tool", "call_tool", "resource", "prompt", "function_tool", "ai_function", "kernel_function", "tool_plain", "read_resource", "get_prompt", "custom_tool",
        "register_tool", "beta_tool", "completion",
    ];

    private static readonly HashSet<string> ToolMethods = ["_run", "_arun", "run", "arun", "forward", "call", "execute", "invoke", "__call__"];

    private static readonly HashSet<string> Verbs = ["get", "post", "put", "delete", "patch", "head", "options", "trace"];

    private static readonly HashSet<string> Scalars =
        ["int", "float", "bool", "complex", "UUID", "UUID4", "date", "datetime", "time", "timedelta", "Decimal", "Literal", "None", "Optional", "Union", "list", "List", "PositiveInt", "NonNegativeInt"];

    private static readonly HashSet<string> Contexts =
        ["Context", "RequestContext", "ToolContext", "RunContext", "RunContextWrapper", "ServerSession", "BackgroundTasks", "Session", "AsyncSession", "Response", "CallbackContext"];

    private readonly Origin? _origin;
    private readonly HashSet<string> _harmless = [];
    private readonly FunctionValue _function;
    private bool _requestFirst;
    private bool _event;
    private bool _validated;

    private EntryPoint(FunctionValue function, IReadOnlyList<Expr> decorators, bool isTool)
    {
        _function = function;
        _origin = isTool ? Origin.Tool : null;
        _validated = isTool;
        var routes = new List<string?>();
        foreach (var decorator in decorators)
        {
            var name = DottedName.Of(decorator);
            var last = DottedName.Last(name);
            if (ToolDecorators.Contains(last))
            {
                _origin = Origin.Tool;
                _validated = true;
            }
            else if (last is "route" or "websocket_route" || Verbs.Contains(last) && decorator is CallExpr { Arguments: [{ Value: ConstantExpr { Value: string } }, ..] })
            {
                _origin ??= Origin.Request;
                routes.Add(Route(decorator));
                _validated |= last != "route";
                Handler |= last == "route" ? HandlerKind.Page : HandlerKind.None;
            }
            else if (last is "api_view" or "view_config" or "require_http_methods" or "csrf_exempt" or "login_required")
            {
                _requestFirst = true;
            }
            else if (last is "command" or "argument" or "option")
            {
                _origin ??= Origin.Local;
            }
        }

        if (routes.Count > 0 && routes.All(static route => route is not null && route.AsSpan().IndexOfAny('<', '{', ':') < 0))
        {
            Handler |= HandlerKind.FixedPath;
        }

        OfOwner();
        _event = function.Shape.Parameters is [{ Name: "event" }, { Name: "context" }, ..];
    }

    /// <summary>What becomes of its result.</summary>
    public HandlerKind Handler { get; }

    public static EntryPoint Of(FunctionValue function, IReadOnlyList<Expr> decorators, bool isTool) => new(function, decorators, isTool || IsToolMethod(function));

    /// <summary>Whether a value is the request that is being answered.</summary>
    public static bool IsRequest(Value value) => value.Type == RequestType || value.Name is "flask.request" or "quart.request" or "bottle.request" or "sanic.request";

    /// <summary>Whether a parameter is the request.</summary>
    public bool IsRequest(Parameter parameter)
    {
        if (parameter.Name == "request" || Annotations(parameter.Annotation).Any(static name => name is "Request" or "HttpRequest" or "WebSocket" or "CallToolRequest"))
        {
            return true;
        }

        var first = _function.Owner is null ? 0 : 1;
        return _requestFirst && _function.Shape.Parameters.Count > first && ReferenceEquals(_function.Shape.Parameters[first], parameter);
    }

    /// <summary>Who chooses a parameter; null where nobody outside does.</summary>
    public Origin? OriginOf(Parameter parameter)
    {
        if (_event && parameter.Name == "event")
        {
            return Origin.Request;
        }

        if (parameter.Name == "environ" && _function.Shape.Parameters is [.., { Name: "start_response" }])
        {
            return Origin.Request;
        }

        if (_origin is null || parameter.Name is "self" or "cls" or "ctx" || _harmless.Contains(parameter.Name))
        {
            return null;
        }

        // Frameworks that read the annotation refuse what does not fit it.
        var types = Annotations(parameter.Annotation).ToList();
        if (types.Any(Contexts.Contains) || _validated && types.Count > 0 && types.All(Scalars.Contains))
        {
            return null;
        }

        return parameter.Default is CallExpr call && DottedName.Last(DottedName.Of(call)) is "Depends" or "Security" ? null : _origin;
    }

    // `/users/<int:id>`: the framework lets numbers pass only.
    private string? Route(Expr decorator)
    {
        if (decorator is not CallExpr { Arguments: [{ Value: ConstantExpr { Value: string route } }, ..] })
        {
            return null;
        }

        foreach (var part in route.Split('<').Skip(1))
        {
            var end = part.IndexOf('>', StringComparison.Ordinal);
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && end > colon && part[..colon] is "int" or "float" or "uuid")
            {
                _harmless.Add(part[(colon + 1)..end]);
            }
        }

        return route;
    }

    private void OfOwner()
    {
        if (_function.Owner is not { } owner)
        {
            return;
        }

        var name = _function.Shape.Name;
        foreach (var parent in owner.BaseNames.Select(DottedName.Last))
        {
            var isView = parent.EndsWith("View", StringComparison.Ordinal) || parent.EndsWith("ViewSet", StringComparison.Ordinal) || parent is "HTTPEndpoint";
            _requestFirst |= isView && parent != "MethodView" && (Verbs.Contains(name) || name is "list" or "create" or "retrieve" or "update" or "destroy" or "dispatch");
        }
    }

    private static IEnumerable<string> Annotations(Expr? annotation)
    {
        switch (annotation)
        {
            case NameExpr name:
                return [name.Id];
            case AttributeExpr attribute:
                return [attribute.Name];
            case ConstantExpr { Value: string text }:
                return [DottedName.Last(text.Trim())];
            case ConstantExpr { Value: null }:
                return ["None"];
            case SubscriptExpr { Target: NameExpr { Id: "Literal" } or AttributeExpr { Name: "Literal" } }:
                return ["Literal"];
            case SubscriptExpr { Target: NameExpr { Id: "Annotated" }, Index: SequenceExpr { Items: [var first, ..] } }:
                return Annotations(first);
            case SubscriptExpr subscript:
                return Annotations(subscript.Target).Concat(Annotations(subscript.Index));
            case SequenceExpr sequence:
                return sequence.Items.SelectMany(Annotations);
            case BinaryExpr { Rest: var rest } union when rest.All(static part => part.Operator == "|"):
                return rest.SelectMany(static part => Annotations(part.Right)).Concat(Annotations(union.First));
            default:
                return annotation is null ? [] : ["?"];
        }
    }

    private static bool IsToolMethod(FunctionValue function) => ToolMethods.Contains(function.Shape.Name)
        && function.Owner is { } owner && owner.BaseNames.Any(static name => DottedName.Last(name).EndsWith("Tool", StringComparison.Ordinal));
}
