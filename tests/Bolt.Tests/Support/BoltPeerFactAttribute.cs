namespace Bolt.Tests.Support;

/// <summary>A test against the real bbolt; skipped with the reason where it can't be built.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BoltPeerFactAttribute : FactAttribute
{
    public BoltPeerFactAttribute() => Skip = BoltPeer.Obstacle();
}

/// <inheritdoc cref="BoltPeerFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BoltPeerTheoryAttribute : TheoryAttribute
{
    public BoltPeerTheoryAttribute() => Skip = BoltPeer.Obstacle();
}
