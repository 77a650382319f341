namespace PluginHost.Host.Listeners;

/// <summary>Says of which listener an error is, in containerd's words.</summary>
internal static class ListenErrors
{
    /// <exception cref="StartException">The listener could not be made.</exception>
    public static T Wrap<T>(string endpoint, Func<T> listen)
    {
        try
        {
            return listen();
        }
        catch (StartException error)
        {
            throw Of(endpoint, error);
        }
    }

    public static StartException Of(string endpoint, Exception error)
        => new($"failed to get listener for {endpoint}: {error.Message}", error);
}
