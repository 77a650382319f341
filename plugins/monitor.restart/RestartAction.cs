namespace PluginHost.Plugins.Restart;

/// <summary>What has to be done so that a task becomes what it shall be.</summary>
internal enum RestartAction
{
    None,

    /// <summary>Remove what is left of the task and start a new one.</summary>
    Start,

    /// <summary>Kill and remove the task.</summary>
    Stop,
}
