using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Joined;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Tests.Doubles;

namespace PolicyGuard.Tests.Gateway;

/// <summary>A name on the joined endpoint leads to one tool of one upstream, and back.</summary>
public sealed class JoinedNamesTests
{
    public static TheoryData<string> Names() => new(
        "read", "a", "read__file", "__", "_x", "x_", "with-dash", "with.dot", "ns/tool", "é", new string('x', 56), new string('x', 57), new string('x', 58), new string('x', 59), new string('x', 300),
        new string('x', 54) + "😀😀😀", "files__read", "\"quoted\"");

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_name_is_short_enough_and_round_trips(string name)
    {
        var (names, files, notes) = Make(prefixed: true);

        foreach (var link in (UpstreamLink[])[files, notes])
        {
            var shown = names.Show(link, name);
            Assert.True(shown.Length <= JoinedNames.Longest);
            Assert.True(names.TryFind(shown, _ => [name, "other", name + "x"], out var found, out _));
            Assert.Equal((link, name), found);
        }
    }

    [Fact]
    public void Long_names_that_begin_alike_stay_apart()
    {
        var (names, files, _) = Make(prefixed: true);
        Assert.NotEqual(names.Show(files, new string('x', 100) + "a"), names.Show(files, new string('x', 100) + "b"));
    }

    [Theory]
    [InlineData("read")]
    [InlineData("__read")]
    [InlineData("FILES__read")]
    [InlineData("files_read")]
    [InlineData("nobody__read")]
    [InlineData("")]
    public void What_names_no_upstream_is_not_found(string shown)
    {
        var (names, _, _) = Make(prefixed: true);
        Assert.False(names.TryFind(shown, _ => ["read"], out _, out var fault));
        Assert.NotNull(fault);
    }

    [Fact]
    public void Without_prefixes_a_name_of_two_upstreams_is_refused_and_one_of_one_is_found()
    {
        var (names, files, _) = Make(prefixed: false);
        Assert.True(names.TryFind("only", link => link == files ? ["only", "both"] : ["both"], out var found, out _));
        Assert.Equal((files, "only"), found);
        Assert.False(names.TryFind("both", _ => ["both"], out _, out var fault));
        Assert.Contains("files", fault, StringComparison.Ordinal);
        Assert.Contains("notes", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file:///a/b", "pg.files+file:///a/b")]
    [InlineData("pg.notes+file:///x", "pg.files+pg.notes+file:///x")]
    [InlineData("", "pg.files+")]
    [InlineData("file:///{path}", "pg.files+file:///{path}")]
    [InlineData("a+b", "pg.files+a+b")]
    public void A_handle_says_where_it_leads_and_gives_the_uri_back(string uri, string handle)
    {
        var (_, files, notes) = Make(prefixed: true);
        Assert.Equal(handle, UriHandle.Show(files, uri));
        Assert.True(UriHandle.TryFind([files, notes], handle, out var found));
        Assert.Equal((files, uri), found);
    }

    [Theory]
    [InlineData("file:///x")]
    [InlineData("pg.file+x")]
    [InlineData("pg.filess+x")]
    [InlineData("PG.files+x")]
    [InlineData("pg.files")]
    [InlineData("+x")]
    public void What_is_no_handle_of_ours_leads_nowhere(string handle)
    {
        var (_, files, notes) = Make(prefixed: true);
        Assert.False(UriHandle.TryFind([files, notes], handle, out _));
    }

    [Fact]
    public void Cursors_round_trip_whatever_upstreams_put_into_them()
    {
        var cursors = new Dictionary<string, string> { ["files"] = "", ["notes"] = "\"é\n😀=" };
        Assert.Equal(cursors, CursorHandle.Find(CursorHandle.Show(cursors)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("{}")]
    [InlineData("W10")]
    [InlineData("eyJhIjoxfQ")]
    [InlineData("eyJhIjoiYiIsImEiOiJjIn0")]
    [InlineData("gICA")]
    [InlineData("eyJhIjp7fX0")]
    public void A_cursor_that_we_did_not_give_is_none(string cursor) => Assert.Null(CursorHandle.Find(cursor));

    [Theory]
    [InlineData(PrefixMode.Auto, 1, false)]
    [InlineData(PrefixMode.Auto, 2, true)]
    [InlineData(PrefixMode.Always, 1, true)]
    [InlineData(PrefixMode.Never, 2, false)]
    public void Prefixes_come_where_they_are_needed_or_wanted(PrefixMode mode, int upstreams, bool expected) => Assert.Equal(expected, JoinedNames.Prefixes(mode, upstreams));

    private static (JoinedNames Names, UpstreamLink Files, UpstreamLink Notes) Make(bool prefixed)
    {
        var links = new[] { "files", "notes" }.Select(name => new UpstreamLink(new SilentUpstream(name), new MemoryToolPins(TimeProvider.System), keepsConnection: false, TimeProvider.System, _ => { })).ToArray();
        return (new JoinedNames(links, prefixed), links[0], links[1]);
    }
}
