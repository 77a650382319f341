using PluginHost.Errors;

namespace Metadata.Tests.Support;

/// <summary>Errors of the daemon with kind and whole text.</summary>
internal static class Expect
{
    public static async Task ErrorAsync(ErrorKind kind, string message, Func<Task> action)
    {
        DaemonException error = await Assert.ThrowsAsync<DaemonException>(action);
        Assert.Equal(message, error.Message);
        Assert.Equal(kind, error.Kind);
    }
}
