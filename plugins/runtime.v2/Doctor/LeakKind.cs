namespace PluginHost.Plugins.Runtime.Doctor;

/// <summary>What can be left of a task, in the order in which it is removed: what is before may take what follows with it.</summary>
internal enum LeakKind
{
    /// <summary>A process that serves no task.</summary>
    Shim,

    /// <summary>A bundle, or what a removal that was interrupted left of one.</summary>
    Bundle,

    /// <summary>A container that the runtime knows and no task owns, with its processes.</summary>
    Container,

    Cgroup,

    Mount,

    /// <summary>A work directory under the root.</summary>
    WorkDirectory,

    Socket,

    Fifo,

    /// <summary>A temporary mount point of a daemon that is gone.</summary>
    Temporary,
}
