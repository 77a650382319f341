using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using PluginHost.Linux;
using PluginHost.Logging;

namespace PluginHost.Host.Lifecycle;

/// <summary>TERM and INT stop the daemon, USR1 makes it tell its state, HUP does nothing. (The runtime ignores PIPE.)</summary>
internal sealed class DaemonSignals : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;

    public DaemonSignals(Action stop, Action dump, ILogger logger) => _registrations =
    [
        On(PosixSignal.SIGTERM, stop, logger),
        On(PosixSignal.SIGINT, stop, logger),
        On(PosixSignal.SIGHUP, static () => { }, logger),
        On((PosixSignal)Signals.SIGUSR1, dump, logger),
    ];

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private static PosixSignalRegistration On(PosixSignal signal, Action action, ILogger logger)
        => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            logger.Debug("received signal", ("signal", NameOf(context.Signal)));
            action();
        });

    private static string NameOf(PosixSignal signal) => (int)signal == Signals.SIGUSR1 ? "SIGUSR1" : signal.ToString();
}
