namespace PluginHost.Plugins.Runtime.Doctor;

/// <summary>Something that belongs to this daemon's directories and that no task owns.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="What">Which: a path, or the process.</param>
/// <param name="Reason">How it is known that nobody needs it.</param>
/// <param name="RemoveAsync">Removes it; it may be gone already. Throws what prevents it.</param>
internal sealed record Leak(LeakKind Kind, string What, string Reason, Func<CancellationToken, Task> RemoveAsync)
{
    /// <summary>The word for the kind.</summary>
    public string Word => Kind switch
    {
        LeakKind.WorkDirectory => "work directory",
        LeakKind.Temporary => "temporary directory",
        _ => Kind.ToString().ToLowerInvariant(),
    };

    /// <summary>The same thing in a later look.</summary>
    public bool IsSameAs(Leak other) => Kind == other.Kind && What == other.What;
}
