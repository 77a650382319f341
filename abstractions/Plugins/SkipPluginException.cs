namespace PluginHost.Plugins;

/// <summary>
/// Thrown by an <see cref="Registration.InitFn"/> when the plugin does not apply here: its status becomes <c>skip</c>, which is no failure.
/// Clients recognise the status by the words <c>skip plugin</c> in the text, which are added.
/// </summary>
public sealed class SkipPluginException(string reason) : Exception($"{reason}: skip plugin")
{
    /// <summary>Why the plugin does not apply.</summary>
    public string Reason { get; } = reason;
}
