using PolicyGuard.Taint.Detectors.Personal;

namespace PolicyGuard.Tests.Taint;

public sealed class ContextWordsTests
{
    private static readonly ContextWords Words = new("tin", "tax id", "passport", "führerschein", "телефон");

    [Theory]
    [InlineData("TIN: 5", true)]
    [InlineData("testing 5", false)]
    [InlineData("two TINs are 5", true)]
    [InlineData("Reisepassportnummer 5", true)]
    [InlineData("5 is his tin", true)]
    [InlineData("a\n5\npassport", false)]
    [InlineData("passport …………………………………………………………………………………………………………………… 5", false)]
    [InlineData("\"id\": 5 passport", false)]
    [InlineData("passport?id=5", false)]
    [InlineData("\"passport\": 5", true)]
    [InlineData("{\\\"tax_id\\\": \\\"5", true)]
    [InlineData("taxid=5", true)]
    [InlineData("5, passport: 7", false)]
    [InlineData("5 passport\nname: x", true)]
    [InlineData("FÜHRERSCHEIN 5", true)]
    public void A_word_counts_where_it_speaks_of_the_value(string text, bool near)
    {
        var at = text.IndexOf('5', StringComparison.Ordinal);
        Assert.Equal(near, Words.Near(text, at, at + 1));
    }

    [Theory]
    [InlineData("taxId", true)]
    [InlineData("tax_id", true)]
    [InlineData("TAX-ID", true)]
    [InlineData("taxid", true)]
    [InlineData("userTin", true)]
    [InlineData("routine", false)]
    [InlineData("", false)]
    public void A_name_has_a_word_however_it_is_written(string name, bool has) => Assert.Equal(has, Words.Names(name));

    [Fact]
    public void Anchors_hold_no_letter_whose_case_the_search_would_not_fold()
    {
        Assert.Equal(["tin", "tax id", "passport", "hrerschein", "телефон", "Телефон", "ТЕЛЕФОН", "taxid"], Words.Anchors);
    }
}
