using Bolt.Tests.Support;

namespace Crash.Tests;

/// <summary>As <see cref="RequiresFactAttribute"/>, and needs the real bbolt.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerFactAttribute : FactAttribute
{
    public PeerFactAttribute(params string[] needs)
    {
        Needs = needs;
        Skip = new RequiresFactAttribute(needs).Skip ?? BoltPeer.Obstacle();
    }

    /// <summary>What was asked for besides.</summary>
    public IReadOnlyList<string> Needs { get; }
}
