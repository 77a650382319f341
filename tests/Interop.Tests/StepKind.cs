namespace Interop.Tests;

/// <summary>How a line of a session is run; see <see cref="SessionScript"/>.</summary>
internal enum StepKind
{
    /// <summary>Run to the end; output and exit code are compared.</summary>
    Command,

    /// <summary>The same on a terminal, with lines typed at the prompt.</summary>
    Terminal,

    /// <summary>Started and left running under a name.</summary>
    Background,

    /// <summary>Waits until a named <c>ctr events</c> receives events.</summary>
    Subscribed,

    /// <summary>Waits until a named <c>ctr events</c> got all that was published so far, ends it, compares its output.</summary>
    Events,

    /// <summary>Waits for the end of a named command and compares it.</summary>
    Join,

    /// <summary>Repeated until it succeeds; not compared.</summary>
    Until,

    /// <summary>Must succeed; not compared.</summary>
    Setup,

    /// <summary>Stops, kills or starts the daemon.</summary>
    Daemon,
}
