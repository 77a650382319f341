namespace Switch.Tests;

/// <summary>One way of switching a node back and forth.</summary>
internal sealed record Journey
{
    /// <summary>Directory of the containerd that takes turns with ours; the installed one if not given.</summary>
    public string? Programs { get; init; }

    /// <summary>Whether ours is the first daemon on the node.</summary>
    public bool BeginsWithOurs { get; init; }

    /// <summary>Whether daemons are killed instead of stopped.</summary>
    public bool Kills { get; init; }

    /// <summary>Whether the containers run under our own shim, under either daemon, instead of the one that the daemon finds.</summary>
    public bool OwnShim { get; init; }

    /// <summary>How often the daemon changes: two are a round trip.</summary>
    public required int Turns { get; init; }
}
