using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using PluginHost.Logging;

namespace PluginHost.Host.Lifecycle;

/// <summary>
/// An exception that nobody catches, on a thread or in a task of a plugin, is logged and does not end the daemon. What it interrupted is
/// over, everything else goes on.
/// </summary>
internal static class BackgroundFaults
{
    /// <summary>Once per process.</summary>
    public static void LogInsteadOfDying(ILogger logger)
    {
        ExceptionHandling.SetUnhandledExceptionHandler(error =>
        {
            Report(logger, error, "unhandled exception in the background");
            return true;
        });
        TaskScheduler.UnobservedTaskException += (_, arguments) =>
        {
            Report(logger, arguments.Exception, "unobserved exception of a background task");
            arguments.SetObserved();
        };
    }

    private static void Report(ILogger logger, Exception error, string message)
        => logger.Error(error, message, ("stack", error.ToString()));
}
