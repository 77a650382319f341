namespace Interop.Tests;

/// <summary>All differences that stay.</summary>
internal static class AllowedDifferences
{
    public static readonly IReadOnlyList<AllowedDifference> All = [];
}
