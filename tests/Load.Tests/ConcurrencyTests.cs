using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PluginHost.Proto.Services.ImagesV1;
using PluginHost.Proto.Services.NamespacesV1;
using PluginHost.Proto.Services.SnapshotsV1;

namespace Load.Tests;

public sealed class ConcurrencyTests
{
    private const int Calls = 1000;

    [RequiresFact("root", "ctr", SubjectDaemon.Requirement)]
    public async Task A_thousand_calls_at_once_are_all_answered()
    {
        await using TestDaemon daemon = await SubjectDaemon.StartAsync();
        using Client client = new(daemon);
        Stopwatch watch = Stopwatch.StartNew();

        string[] answers = await Task.WhenAll(Enumerable.Range(0, Calls).Select(number => CallAsync(client.Invoker, number)));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"took {watch.Elapsed}");
        Assert.Equal(
            new Dictionary<string, int> { ["version"] = 200, ["created"] = 200, ["NotFound"] = 200, ["prepared"] = 200, ["listed"] = 200 },
            answers.GroupBy(answer => answer).ToDictionary(group => group.Key, group => group.Count()));
        ListNamespacesResponse namespaces = await new Namespaces.NamespacesClient(client.Invoker)
            .ListAsync(new ListNamespacesRequest(), Client.Options());
        Assert.Equal(200, namespaces.Namespaces.Count(found => found.Name.StartsWith("load-", StringComparison.Ordinal)));
    }

    /// <summary>Reads, writes and mistakes, a fifth each.</summary>
    private static async Task<string> CallAsync(CallInvoker invoker, int number)
    {
        switch (number % 5)
        {
            case 0:
                await new PluginHost.Proto.Services.VersionV1.Version.VersionClient(invoker).VersionAsync(new Empty(), Client.Options());

                return "version";
            case 1:
                await new Namespaces.NamespacesClient(invoker).CreateAsync(
                    new CreateNamespaceRequest { Namespace = new Namespace { Name = $"load-{number}" } }, Client.Options());

                return "created";
            case 2:
                return await StatusAsync(() => new Images.ImagesClient(invoker)
                    .GetAsync(new GetImageRequest { Name = $"absent-{number}" }, Client.Options()).ResponseAsync);
            case 3:
                await new Snapshots.SnapshotsClient(invoker).PrepareAsync(
                    new PrepareSnapshotRequest { Snapshotter = "overlayfs", Key = $"load-{number}" }, Client.Options());

                return "prepared";
            default:
                await new Images.ImagesClient(invoker).ListAsync(new ListImagesRequest(), Client.Options());

                return "listed";
        }
    }

    private static async Task<string> StatusAsync<T>(Func<Task<T>> call)
    {
        try
        {
            await call();

            return "found";
        }
        catch (RpcException exception)
        {
            return exception.StatusCode.ToString();
        }
    }
}
