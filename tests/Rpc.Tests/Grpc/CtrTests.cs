using System.Diagnostics;
using System.Text;
using Grpc.Core;
using PluginHost.Errors;
using PluginHost.Rpc;
using PluginHost.Rpc.Server;
using PluginHost.Rpc.Ttrpc;
using Rpc.Tests.Support;
using Xunit;

namespace Rpc.Tests.GrpcHttp;

/// <summary>A client of another implementation: containerd's ctr, on grpc-go.</summary>
public sealed class CtrTests
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>(value => value, value => value);

    [CtrFact]
    public async Task Ctr_version_shows_what_the_server_answers()
    {
        // version(1) "1.6.20+test", revision(2) "abc".
        (int code, string output) = await CtrAsync(
            "containerd.services.version.v1.Version",
            "Version",
            (_, _) => Task.FromResult<byte[]>([0x0a, 0x0b, .. "1.6.20+test"u8, 0x12, 0x03, .. "abc"u8]),
            "version");

        Assert.True(code == 0, output);
        Assert.Matches("Server:\\s+Version:\\s+1\\.6\\.20\\+test\\s+Revision:\\s+abc\\s+UUID:\\s+uuid", output);
    }

    [CtrFact]
    public async Task Ctr_sends_its_namespace_and_recognises_a_kind_by_its_code()
    {
        string? seen = null;
        (int code, string output) = await CtrAsync(
            "containerd.services.containers.v1.Containers",
            "Get",
            (_, context) =>
            {
                seen = context.Scope().Namespace;
                throw DaemonException.NotFound("container \"x\" in namespace \"moby\"");
            },
            "--namespace",
            "moby",
            "containers",
            "info",
            "x");

        Assert.Equal("moby", seen);
        Assert.NotEqual(0, code);
        Assert.Contains("container \"x\" in namespace \"moby\": not found", output, StringComparison.Ordinal);
    }

    [CtrFact]
    public async Task Ctr_is_told_of_a_service_that_is_not_there()
    {
        (int code, string output) = await CtrAsync(
            "containerd.services.version.v1.Version", "Version", (_, _) => Task.FromResult<byte[]>([]), "images", "ls");

        Assert.NotEqual(0, code);
        Assert.Contains("unknown service containerd.services.images.v1.Images", output, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output)> CtrAsync(
        string service, string name, UnaryServerMethod<byte[], byte[]> handler, params string[] arguments)
    {
        using TemporaryDirectory directory = new();
        PeerCredentials self = PeerCredentials.OfThisProcess();
        await using GrpcServer server = new(
            new UnixEndpoint(directory.File("s"), self.UserId, self.GroupId), new GrpcServerOptions(), new RecordingLogger());
        server.AddService(ServerServiceDefinition.CreateBuilder()
            .AddMethod(new Method<byte[], byte[]>(MethodType.Unary, service, name, Bytes, Bytes), handler)
            .AddMethod(
                new Method<byte[], byte[]>(MethodType.Unary, "containerd.services.introspection.v1.Introspection", "Server", Bytes, Bytes),
                (byte[] _, ServerCallContext _) => Task.FromResult<byte[]>([0x0a, 0x04, .. "uuid"u8]))
            .Build());
        await server.StartAsync(CancellationToken.None);
        using Process ctr = Process.Start(new ProcessStartInfo(CtrFactAttribute.Path, ["--address", directory.File("s"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        try
        {
            Task<string> output = ctr.StandardOutput.ReadToEndAsync();
            Task<string> error = ctr.StandardError.ReadToEndAsync();
            await ctr.WaitForExitAsync().InTime();
            return (ctr.ExitCode, await output + await error);
        }
        finally
        {
            if (!ctr.HasExited)
            {
                ctr.Kill();
            }
        }
    }
}
