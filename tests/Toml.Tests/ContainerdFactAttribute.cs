namespace Toml.Tests;

/// <summary>For tests that ask an installed containerd 1.x for its opinion on a file; it is only run as <c>config …</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ContainerdFactAttribute : FactAttribute
{
    public ContainerdFactAttribute()
    {
        if (!ContainerdConfig.IsAvailable)
        {
            Skip = "needs containerd 1.x on the PATH (Debian: apt-get install containerd)";
        }
    }
}
