using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using PluginHost.Errors;
using PluginHost.Logging;
using PluginHost.Proto.Runtime.BootstrapV1;
using Extension = PluginHost.Proto.Runtime.BootstrapV1.Extension;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;
using ShimLogLevel = PluginHost.Proto.Runtime.BootstrapV1.LogLevel;

namespace PluginHost.Plugins.Runtime.Shims;

/// <summary>Calls shim binaries by their conventions, old and new.</summary>
internal sealed class ShimLauncher(ShimEnvironment environment, ShimDialects dialects, ILogger logger)
{
    /// <summary>
    /// Runs <c>start</c> in the bundle. Newer shims read BootstrapParams from standard input, older ones the runtime options: one that refuses the new form is
    /// asked once more with nothing, which every dialect takes, and remembered.
    /// </summary>
    public async Task<ShimEndpoint> StartAsync(string binary, Bundle bundle, AnyValue? options, CancellationToken cancellationToken)
    {
        if (dialects.IsLegacy(binary))
        {
            return ShimAnswer.Parse(Successful(await RunStartAsync(binary, bundle, Legacy(options), cancellationToken)));
        }

        ShimCommand.Result first = await RunStartAsync(binary, bundle, Parameters(bundle, options), cancellationToken);
        if (first.ExitCode == 0)
        {
            return ShimAnswer.Parse(first.Output);
        }

        ShimCommand.Result second = await RunStartAsync(binary, bundle, default, cancellationToken);
        if (second.ExitCode != 0)
        {
            throw Failure("start failed", second);
        }

        dialects.NoteLegacy(binary);
        return ShimAnswer.Parse(second.Output);
    }

    /// <summary>Runs <c>delete</c>: what is left of a task whose shim is gone is removed; tells how the task ended.</summary>
    public async Task<PluginHost.Proto.Runtime.TaskV2.DeleteResponse> DeleteAsync(string binary, Bundle bundle, CancellationToken cancellationToken)
    {
        List<string> arguments = Arguments(bundle);
        arguments.AddRange(["-bundle", bundle.Path, "delete"]);
        ShimCommand.Result result = await ShimCommand.RunAsync(
            binary, arguments, bundle.Path, environment.Variables(bundle.Namespace), default, cancellationToken);
        if (result.Errors.Length > 0)
        {
            logger.Warn("shim delete: " + Text(result.Errors), ("id", bundle.Id), ("namespace", bundle.Namespace));
        }

        return result.ExitCode == 0
            ? PluginHost.Proto.Runtime.TaskV2.DeleteResponse.Parser.ParseFrom(result.Output)
            : throw new DaemonException(ErrorKind.Unknown, $"{Text(result.Errors)}: exit status {result.ExitCode}");
    }

    /// <summary>Runs <c>-info</c>.</summary>
    public async Task<PluginHost.Proto.Types.RuntimeInfo> InfoAsync(string binary, AnyValue? options, CancellationToken cancellationToken)
    {
        ShimCommand.Result result = await ShimCommand.RunAsync(
            binary, ["-info"], "/", environment.Variables(""), Legacy(options), cancellationToken);
        return result.ExitCode == 0
            ? PluginHost.Proto.Types.RuntimeInfo.Parser.ParseFrom(result.Output)
            : throw new DaemonException(
                ErrorKind.Unknown, $"failed to run {binary} -info: {Text(result.Errors)}: exit status {result.ExitCode}");
    }

    private static byte[] Legacy(AnyValue? options) => options is null ? [] : Pack(options).ToByteArray();

    private static Any Pack(AnyValue options) => new() { TypeUrl = options.TypeUrl, Value = ByteString.CopyFrom(options.Value.Span) };

    private static ReadOnlySpan<byte> Successful(ShimCommand.Result result)
        => result.ExitCode == 0 ? result.Output : throw Failure("start failed", result);

    private static DaemonException Failure(string what, ShimCommand.Result result)
        => new(ErrorKind.Unknown, $"{what}: {Text([.. result.Output, .. result.Errors])}: exit status {result.ExitCode}");

    private static string Text(byte[] output) => Encoding.UTF8.GetString(output).Trim();

    private Task<ShimCommand.Result> RunStartAsync(
        string binary, Bundle bundle, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
        => ShimCommand.RunAsync(
            binary, [.. Arguments(bundle), "start"], bundle.Path, environment.Variables(bundle.Namespace), input, cancellationToken);

    private List<string> Arguments(Bundle bundle)
    {
        List<string> arguments =
        [
            "-namespace", bundle.Namespace,
            "-address", environment.GrpcAddress,
            "-publish-binary", environment.DaemonBinary,
            "-id", bundle.Id,
        ];
        if (logger.IsEnabled(LogLevel.Debug))
        {
            arguments.Add("-debug");
        }

        return arguments;
    }

    private byte[] Parameters(Bundle bundle, AnyValue? options)
    {
        BootstrapParams parameters = new()
        {
            InstanceId = bundle.Id,
            Namespace = bundle.Namespace,
            LogLevel = logger.IsEnabled(LogLevel.Debug) ? ShimLogLevel.Debug : ShimLogLevel.Info,
            ContainerdVersion = environment.DaemonVersion,
            ContainerdTtrpcAddress = environment.TtrpcAddress,
            ContainerdGrpcAddress = environment.GrpcAddress,
            ContainerdBinary = environment.DaemonBinary,
        };
        if (options is not null)
        {
            parameters.Extensions.Add(new Extension { Value = Pack(options) });
        }

        return parameters.ToByteArray();
    }
}
