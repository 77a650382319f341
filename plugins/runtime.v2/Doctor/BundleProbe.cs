using PluginHost.Errors;
using PluginHost.Plugins.Runtime.Shims;
using PluginHost.Proto.Runtime.TaskV2;

namespace PluginHost.Plugins.Runtime.Doctor;

/// <summary>What the shim of a bundle says.</summary>
/// <param name="Bundle">The bundle.</param>
/// <param name="Address">Where its shim listens; empty when the bundle does not say.</param>
/// <param name="ShimPid">0 when it does not answer.</param>
/// <param name="HasTask">It has the task, or does not tell in time: then it is taken for one that has.</param>
/// <param name="Reason">Why it is none, for people.</param>
internal sealed record BundleProbe(Bundle Bundle, string Address, int ShimPid, bool HasTask, string Reason)
{
    public (string Namespace, string Id) Name => (Bundle.Namespace, Bundle.Id);

    /// <summary>Asks the shim.</summary>
    public static async Task<BundleProbe> OfAsync(Bundle bundle, TimeSpan limit, CancellationToken cancellationToken)
    {
        string address = "";
        try
        {
            if (ShimRecord.TryRead(bundle) is not { } record)
            {
                return new BundleProbe(bundle, "", 0, HasTask: false, "it names no shim");
            }

            address = record.Endpoint.Address;
            using CancellationTokenSource time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            time.CancelAfter(limit);
            await using ShimConnection connection = await ShimConnection.OpenAsync(record.Endpoint, bundle.Namespace, time.Token);
            ConnectResponse answer = await connection.CallAsync(connection.Methods.Connect, new ConnectRequest { Id = bundle.Id }, time.Token);
            return new BundleProbe(bundle, address, (int)answer.ShimPid, answer.TaskPid != 0, "its shim has no such task");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new BundleProbe(bundle, address, 0, HasTask: true, "its shim does not answer in time");
        }
        catch (Exception error) when (error is DaemonException or IOException or FormatException)
        {
            return new BundleProbe(bundle, address, 0, HasTask: false, "its shim is gone: " + error.Message);
        }
    }
}
