namespace Proto.Tests;

/// <summary>A theory over the wire tables; skipped, with the reason, where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WireTableTheoryAttribute : TheoryAttribute
{
    public WireTableTheoryAttribute()
    {
        if (!Directory.Exists(WireTables.Directory))
        {
            Skip = $"the wire tables are not at {WireTables.Directory}";
        }
    }
}
