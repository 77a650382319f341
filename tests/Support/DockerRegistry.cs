using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using PluginHost.Linux;

namespace PluginHost.Testing;

/// <summary>A real <c>docker-registry</c> on a loopback port, empty, in a directory of its own.</summary>
public sealed class DockerRegistry : IAsyncDisposable
{
    /// <summary>A privileged port of the loopback address that nothing listens on (tcpmux).</summary>
    public const int UnusedPort = 1;

    private readonly string _directory = Directory.CreateTempSubdirectory("ph-registry-").FullName;
    private readonly Process _process;

    private DockerRegistry(int port)
    {
        Host = $"127.0.0.1:{port}";
        string config = Path.Join(_directory, "config.yml");
        File.WriteAllText(config, $"""
            version: 0.1
            log:
              level: error
            storage:
              filesystem:
                rootdirectory: {_directory}/data
              delete:
                enabled: true
            http:
              addr: {Host}

            """);
        string log = Path.Join(_directory, "log");
        _process = new Command("/bin/sh", ["-c", "exec \"$0\" \"$@\" >" + log + " 2>&1", Tools.Get("docker-registry"), "serve", config]).Start();
    }

    /// <summary>Address and port, the first part of a reference.</summary>
    public string Host { get; }

    /// <summary>Starts a registry and waits until it answers.</summary>
    public static async Task<DockerRegistry> StartAsync(int port)
    {
        DockerRegistry registry = new(port);
        using HttpClient client = new();
        await Poll.UntilAsync($"the registry at {registry.Host} answers", TimeSpan.FromSeconds(20), () => AnswersAsync(client, registry.Host));

        return registry;
    }

    /// <summary>A port that nothing listens on at the moment.</summary>
    public static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public async ValueTask DisposeAsync()
    {
        LibC.TryKill(_process.Id, Signals.SIGKILL);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static async Task<bool> AnswersAsync(HttpClient client, string host)
    {
        try
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri($"http://{host}/v2/"));

            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
