namespace Bolt.Tests.Support;

/// <summary>A test on what containerd wrote, against the real bbolt; skipped with the reason where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FixtureTheoryAttribute : TheoryAttribute
{
    public FixtureTheoryAttribute() => Skip = Directory.Exists(SharedFolder.PathOf("fixtures"))
        ? BoltPeer.Obstacle()
        : "the folder shared/fixtures is not beside the repository";
}
