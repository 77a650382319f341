namespace Toml.Tests;

[AttributeUsage(AttributeTargets.Method)]
public sealed class ConformanceFactAttribute : FactAttribute
{
    public ConformanceFactAttribute()
    {
        if (ConformanceSuite.Directory is null)
        {
            Skip = ConformanceSuite.MissingReason;
        }
    }
}
