using System.Reflection;
using System.Reflection.Emit;

namespace PolicyGuard.Tests.Floors;

/// <summary>Reads what a method's code names: every method, field, type and token of its IL, its locals, and what it catches.</summary>
internal static class MethodBodies
{
    private static readonly Dictionary<int, OpCode> Codes =
        typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (OpCode)f.GetValue(null)!).ToDictionary(code => (int)(ushort)code.Value);

    /// <summary>The members and types that a method's code names.</summary>
    /// <exception cref="NotSupportedException">The code has an instruction whose operand is not read here; better loud than blind.</exception>
    public static IEnumerable<MemberInfo> NamedIn(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body)
        {
            yield break;
        }

        foreach (var local in body.LocalVariables)
        {
            yield return local.LocalType;
        }

        foreach (var clause in body.ExceptionHandlingClauses)
        {
            if (clause is { Flags: ExceptionHandlingClauseOptions.Clause, CatchType: { } caught })
            {
                yield return caught;
            }
        }

        var il = body.GetILAsByteArray()!;
        for (var at = 0; at < il.Length;)
        {
            var code = il[at] == 0xFE ? Codes[0xFE00 | il[at + 1]] : Codes[il[at]];
            at += code.Size;
            switch (code.OperandType)
            {
                case OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok:
                    yield return Resolve(method, BitConverter.ToInt32(il, at));
                    break;
                case OperandType.InlineSig:
                    throw new NotSupportedException($"{method.DeclaringType}.{method.Name} calls through a pointer");
            }

            at += Size(code.OperandType, il, at);
        }
    }

    private static MemberInfo Resolve(MethodBase method, int token) => method.Module.ResolveMember(
        token,
        method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null,
        method is { IsGenericMethod: true, IsConstructor: false } ? method.GetGenericArguments() : null)!;

    private static int Size(OperandType operand, byte[] il, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
        _ => 4,
    };
}
