namespace Architecture.Tests.PublicApi;

/// <summary>Has a member of each sort that the text of a surface tells apart.</summary>
internal sealed record Specimen(string Name, int Count = 3)
{
    public const string Kind = "specimen";

    public required Uri? Place { get; init; }

    public static T Make<T>(params T[] choices)
        where T : class
        => choices[0];
}
