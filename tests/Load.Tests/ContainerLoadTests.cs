using System.Diagnostics;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PluginHost.Proto.Services.ContainersV1;

namespace Load.Tests;

public sealed class ContainerLoadTests
{
    private const int Count = 10_000;
    private const int Writers = 32;

    [RequiresFact("root", "ctr", SubjectDaemon.Requirement)]
    public async Task A_request_for_10000_containers_is_answered_whole_in_bounded_memory()
    {
        await using TestDaemon daemon = await SubjectDaemon.StartAsync();
        using Client client = new(daemon);
        Containers.ContainersClient containers = new(client.Invoker);
        await Parallel.ForEachAsync(Enumerable.Range(0, Count), new ParallelOptions { MaxDegreeOfParallelism = Writers },
            async (number, token) => await containers.CreateAsync(new CreateContainerRequest { Container = Record(number) }, Client.Options(token)));
        DaemonMemory memory = new(daemon.ProcessId);
        Stopwatch watch = Stopwatch.StartNew();

        ListContainersResponse list = await containers.ListAsync(new ListContainersRequest(), Client.Options());
        ListContainersResponse some = await containers.ListAsync(new ListContainersRequest { Filters = { "labels.even==yes" } }, Client.Options());
        int streamed = await StreamAsync(containers);
        CommandResult ctr = await daemon.Ctr.OkAsync("-n", "load", "containers", "ls", "-q");

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"took {watch.Elapsed}");
        Assert.Equal(Count, list.Containers.Count);
        Assert.Equal(Count / 2, some.Containers.Count);
        Assert.Equal(Count, streamed);
        Assert.Equal(Count, ctr.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Count());
        Assert.True(memory.GrowthInMegabytes() < 300, $"grew by {memory.GrowthInMegabytes()} MB");
    }

    private static async Task<int> StreamAsync(Containers.ContainersClient containers)
    {
        using AsyncServerStreamingCall<ListContainerMessage> stream = containers.ListStream(new ListContainersRequest(), Client.Options());
        HashSet<string> ids = [];
        while (await stream.ResponseStream.MoveNext(CancellationToken.None))
        {
            ids.Add(stream.ResponseStream.Current.Container.Id);
        }

        return ids.Count;
    }

    private static Container Record(int number) => new()
    {
        Id = $"load-{number}",
        Image = "example.com/load/image:1",
        Runtime = new Container.Types.Runtime { Name = "io.containerd.runc.v2" },
        Labels = { ["even"] = number % 2 == 0 ? "yes" : "no" },
        Spec = new Any
        {
            TypeUrl = "types.containerd.io/opencontainers/runtime-spec/1/Spec",
            Value = ByteString.CopyFromUtf8("""{"ociVersion":"1.0.2"}"""),
        },
    };
}
