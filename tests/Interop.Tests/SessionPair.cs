namespace Interop.Tests;

/// <summary>The two runs that are compared.</summary>
internal sealed record SessionPair(SessionRun Reference, SessionRun Subject);
