using PluginHost.Linux;

namespace Host.Tests.Support;

/// <summary>A test that needs the rights of root.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (LibC.GetEffectiveUid() != 0)
        {
            Skip = "needs root";
        }
    }
}
