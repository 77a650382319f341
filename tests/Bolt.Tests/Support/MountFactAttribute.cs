namespace Bolt.Tests.Support;

/// <summary>A test that mounts a file system; skipped with the reason where that is impossible.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MountFactAttribute : FactAttribute
{
    public MountFactAttribute() => Skip = Environment.IsPrivilegedProcess ? null : "mounting a tmpfs needs root";
}
