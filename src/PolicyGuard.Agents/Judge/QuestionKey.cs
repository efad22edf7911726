using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PolicyGuard.Gate.Judging;

namespace PolicyGuard.Agents.Judge;

/// <summary>Under what an answer is remembered: everything that the model saw, which model that is, and the whole call, also where the model saw it masked.</summary>
internal static class QuestionKey
{
    /// <summary>SHA-256, lower-case hex.</summary>
    /// <param name="question">The question.</param>
    /// <param name="data">What the model sees of it: one function writes both, so nothing that it sees is missing here.</param>
    /// <param name="model">The model.</param>
    public static string Of(JudgeQuestion question, ReadOnlyMemory<byte> data, string model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var part in (ReadOnlySpan<ReadOnlyMemory<byte>>)
            [
                Encoding.UTF8.GetBytes(JudgePrompt.Sha256), Encoding.UTF8.GetBytes(model), Encoding.UTF8.GetBytes(question.PolicySet),
                Encoding.UTF8.GetBytes(question.Call), BitConverter.GetBytes(BitConverter.DoubleToInt64Bits(question.Threshold)), data,
            ])
        {
            // Length-prefixed, so that no two different questions have one pre-image.
            BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
            hash.AppendData(length);
            hash.AppendData(part.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
