using System.Globalization;
using System.Text;

namespace PolicyGuard.Scan.Python;

/// <content>Literals.</content>
internal sealed partial class Parser
{
    private static Expr Number(Token token)
    {
        var text = token.Text.Replace("_", "", StringComparison.Ordinal);
        if (text.Length > 2 && text[0] == '0' && char.IsAsciiLetter(text[1]))
        {
            return (text[1] | 0x20) switch
            {
                'x' when long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) => new ConstantExpr(token.At, hex),
                'b' when long.TryParse(text.AsSpan(2), NumberStyles.AllowBinarySpecifier, CultureInfo.InvariantCulture, out var bits) => new ConstantExpr(token.At, bits),
                _ => new OpaqueExpr(token.At),
            };
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole))
        {
            return new ConstantExpr(token.At, whole);
        }

        return double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var real)
            ? new ConstantExpr(token.At, real)
            : new OpaqueExpr(token.At);
    }

    // Strings that stand side by side are one.
    private Expr Strings(Place at)
    {
        var parts = new List<Expr>();
        var text = new StringBuilder();
        var onlyText = true;
        while (Current.Kind is TokenKind.Text or TokenKind.Formatted)
        {
            var token = Next();
            if (token.Parts is null)
            {
                text.Append(token.Text);
                continue;
            }

            onlyText = false;
            Pieces(token.Parts, token.At, parts, text);
        }

        if (onlyText)
        {
            return new ConstantExpr(at, text.ToString());
        }

        Flush(parts, text, at);
        return new FormattedExpr(at, parts);
    }

    private void Pieces(IReadOnlyList<FormattedPart> pieces, Place at, List<Expr> parts, StringBuilder text)
    {
        foreach (var piece in pieces)
        {
            if (piece.Literal is { } literal)
            {
                text.Append(literal);
                continue;
            }

            Flush(parts, text, at);
            parts.Add(Field(piece));
            foreach (var inner in piece.Format.Where(static inner => inner.Literal is null))
            {
                parts.Add(Field(inner));
            }
        }
    }

    private static void Flush(List<Expr> parts, StringBuilder text, Place at)
    {
        if (text.Length > 0)
        {
            parts.Add(new ConstantExpr(at, text.ToString()));
            text.Clear();
        }
    }

    // A field is a small file of its own.
    private Expr Field(FormattedPart piece)
    {
        var inner = new Parser(piece.Field) { _depth = _depth };
        var at = piece.Field[0].At;
        try
        {
            var value = inner.Expressions();
            if (inner.Current.Kind != TokenKind.End)
            {
                throw inner.Wrong("the end of the field was expected");
            }

            return value;
        }
        catch (ParseFault fault)
        {
            // The field is lost; the string around it is not. Nested fields have told their own faults.
            if (Faults.Count < MaxFaults)
            {
                Faults.Add(new SyntaxFault(fault.At, fault.Message));
            }

            return new OpaqueExpr(at);
        }
        finally
        {
            Nodes += inner.Nodes;
            Faults.AddRange(inner.Faults.Take(MaxFaults - Faults.Count));
        }
    }
}
