namespace Toml.Tests;

[AttributeUsage(AttributeTargets.Method)]
public sealed class ConformanceTheoryAttribute : TheoryAttribute
{
    public ConformanceTheoryAttribute()
    {
        if (ConformanceSuite.Directory is null)
        {
            Skip = ConformanceSuite.MissingReason;
        }
    }
}
