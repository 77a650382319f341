namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>
/// A condition of a conditional reference: <c>usedat&lt;2h</c> holds while the moment that the snapshot names lies less than two hours back.
/// Only <c>&lt;</c> and <c>&gt;</c> are understood; a condition of another form never holds.
/// </summary>
internal readonly record struct UsedAtCondition(TimeSpan Age, bool IsLess)
{
    private const string Field = "usedat";

    /// <summary>The conditions in a comma-separated list, of which one must hold.</summary>
    public static IReadOnlyList<UsedAtCondition> ParseAll(string list)
    {
        List<UsedAtCondition> conditions = [];
        foreach (string text in list.Split(','))
        {
            if (text.Length > Field.Length + 1
                && text.StartsWith(Field, StringComparison.Ordinal)
                && text[Field.Length] is '<' or '>'
                && GoDuration.TryParse(text.AsSpan(Field.Length + 1), out TimeSpan age))
            {
                conditions.Add(new UsedAtCondition(age, text[Field.Length] == '<'));
            }
        }

        return conditions;
    }

    public bool Holds(Timestamp usedAt, Timestamp now)
    {
        TimeSpan past = now.ToDateTimeOffset() - usedAt.ToDateTimeOffset();
        return IsLess ? past < Age : past > Age;
    }
}
