using System.Text;
using PolicyGuard.Ledger.Sealing;

namespace PolicyGuard.Tests.Ledger.Sealing;

public sealed class VaultTests
{
    private static readonly byte[] Plain = "{\"path\":\"/etc/shadow\",\"token\":\"AKIAIOSFODNN7EXAMPLE\"}"u8.ToArray();

    private static SealingKey Key(byte fill) => new(Enumerable.Repeat(fill, SealingKey.SecretLength).ToArray());

    [Fact]
    public void What_was_sealed_opens_for_its_own_call_and_shows_nothing_meanwhile()
    {
        var vault = new Vault(Key(1));
        var closed = vault.Seal("call_1", Plain);
        Assert.Equal(Plain.Length + Vault.Overhead, closed.Length);
        Assert.Equal(-1, closed.AsSpan().IndexOf("AKIA"u8));
        Assert.Equal(-1, closed.AsSpan().IndexOf("call_1"u8));
        Assert.True(vault.TryOpen("call_1", closed, out var opened, out var fault));
        Assert.Null(fault);
        Assert.Equal(Plain, opened);
    }

    [Fact]
    public void Nothing_at_all_can_be_sealed_too()
    {
        var vault = new Vault(Key(1));
        Assert.True(vault.TryOpen("c", vault.Seal("c", []), out var opened, out _));
        Assert.Empty(opened);
    }

    [Fact]
    public void What_is_moved_to_another_call_does_not_open()
    {
        var vault = new Vault(Key(1));
        var closed = vault.Seal("call_1", Plain);
        Assert.All(["call_2", "call_10", "call_", "", "Call_1"], id =>
        {
            Assert.False(vault.TryOpen(id, closed, out var opened, out var fault));
            Assert.Empty(opened);
            Assert.Contains("does not belong to this call", fault, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_result_does_not_open_as_the_arguments_of_the_same_call()
    {
        var vault = new Vault(Key(1));
        Assert.False(vault.TryOpen("c", SealedPart.Arguments, vault.Seal("c", SealedPart.Result, Plain), out _, out _));
        Assert.True(vault.TryOpen("c", SealedPart.Result, vault.Seal("c", SealedPart.Result, Plain), out _, out _));
    }

    [Fact]
    public void Each_flipped_bit_and_each_missing_or_added_byte_is_noticed()
    {
        var vault = new Vault(Key(1));
        var closed = vault.Seal("c", "{\"a\":1}"u8);
        for (var i = 0; i < closed.Length; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var changed = closed.ToArray();
                changed[i] ^= (byte)(1 << bit);
                Assert.False(vault.TryOpen("c", changed, out var opened, out var fault));
                Assert.Empty(opened);
                Assert.NotNull(fault);
            }

            Assert.False(vault.TryOpen("c", closed.AsSpan(0, i), out _, out _));
            Assert.False(vault.TryOpen("c", closed.AsSpan(i + 1), out _, out _));
        }

        Assert.False(vault.TryOpen("c", [.. closed, 0], out _, out _));
    }

    [Fact]
    public void Garbage_of_every_length_is_refused_and_never_thrown_at_anybody()
    {
        var vault = new Vault(Key(1));
        var dice = new Dice(11);
        for (var length = 0; length < 200; length++)
        {
            var garbage = Enumerable.Range(0, length).Select(_ => (byte)dice.Below(256)).ToArray();
            Assert.False(vault.TryOpen("c", garbage, out _, out _));
            if (length > 5)
            {
                // Also where the head is right.
                garbage[0] = 2;
                Key(1).Id.CopyTo(garbage.AsSpan(1));
                Assert.False(vault.TryOpen("c", garbage, out _, out _));
            }
        }
    }

    [Fact]
    public void An_old_key_opens_what_it_sealed_and_the_first_one_seals()
    {
        var old = new Vault(Key(1)).Seal("c", Plain);
        var both = new Vault(Key(2), Key(1));
        Assert.True(both.TryOpen("c", old, out var opened, out _));
        Assert.Equal(Plain, opened);
        Assert.Equal(Key(2).Id.ToArray(), both.Seal("c", Plain)[1..5]);
        Assert.False(new Vault(Key(2)).TryOpen("c", old, out _, out var fault));
        Assert.Contains(Key(1).Name, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void One_text_sealed_twice_has_only_the_runs_salt_in_common()
    {
        var vault = new Vault(Key(1));
        var (a, b) = (vault.Seal("c", Plain), vault.Seal("c", Plain));
        Assert.Equal(a[..21], b[..21]);
        Assert.False(a.AsSpan(21, 12).SequenceEqual(b.AsSpan(21, 12)));
        Assert.False(a.AsSpan(33).SequenceEqual(b.AsSpan(33)));
    }

    [Fact]
    public void Another_run_has_another_key()
    {
        var (a, b) = (new Vault(Key(1)).Seal("c", Plain), new Vault(Key(1)).Seal("c", Plain));
        Assert.False(a.AsSpan(5, 16).SequenceEqual(b.AsSpan(5, 16)));
        Assert.True(new Vault(Key(1)).TryOpen("c", a, out _, out _));
    }

    [Fact]
    public void Many_threads_seal_at_once_and_all_of_it_opens()
    {
        var vault = new Vault(Key(1));
        Parallel.For(0, 2000, i =>
        {
            var text = Encoding.UTF8.GetBytes($"text {i}");
            Assert.True(vault.TryOpen($"c{i}", vault.Seal($"c{i}", text), out var opened, out _));
            Assert.Equal(text, opened);
        });
    }

    // Made by another implementation of HKDF and AES-GCM than ours: whatever is changed here must open what was sealed before.
    [Fact]
    public void The_form_is_what_it_was()
    {
        var closed = Convert.FromHexString(Fixed);
        Assert.True(new Vault(Key(7)).TryOpen("call_fixed", closed, out var opened, out var fault), fault);
        Assert.Equal("{\"kept\":true}", Encoding.UTF8.GetString(opened));
    }

    private const string Fixed = "02b3ec557b000102030405060708090a0b0c0d0e0f6465666768696a6b6c6d6e6f480c851d4d91d7f033bcb60e206ce82d2348bcbef748ce1165b6ad6229";

    [Fact]
    public void A_key_of_another_length_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new SealingKey(new byte[31]));
        Assert.Throws<ArgumentException>(() => new Vault([]));
    }

    [Fact]
    public void A_kept_call_reads_as_it_was_written_and_half_of_one_not_at_all()
    {
        foreach (var target in new[] { null, "x", "naïve-ツール" })
        {
            var kept = KeptCall.Read(new KeptCall(target, Plain).ToBytes());
            Assert.Equal(target, kept!.Target);
            Assert.Equal(Plain, kept.Arguments.ToArray());
        }

        Assert.Null(KeptCall.Read(new byte[] { 0 }));
        Assert.Null(KeptCall.Read(new byte[] { 0, 5, 1 }));
    }
}
