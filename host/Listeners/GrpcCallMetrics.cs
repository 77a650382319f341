using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grpc.Core;

namespace PluginHost.Host.Listeners;

/// <summary>Counts calls by the names of go-grpc-prometheus, which dashboards of containerd use.</summary>
internal sealed class GrpcCallMetrics : IDisposable
{
    private readonly Meter _meter = new("PluginHost.Grpc");
    private readonly Counter<long> _started;
    private readonly Counter<long> _handled;
    private readonly Histogram<double>? _seconds;

    public GrpcCallMetrics(GrpcMetricsConfig config)
    {
        _started = _meter.CreateCounter<long>("grpc_server_started_total", null, "Total number of RPCs started on the server.");
        _handled = _meter.CreateCounter<long>(
            "grpc_server_handled_total", null, "Total number of RPCs completed on the server, regardless of success or failure.");
        _seconds = config.GrpcHistogram
            ? _meter.CreateHistogram<double>("grpc_server_handling_seconds", null, "How long calls took, in seconds.")
            : null;
    }

    public void OnCallEnded(IMethod method, StatusCode code, TimeSpan duration)
    {
        if (!_handled.Enabled)
        {
            return;
        }

        TagList labels = Labels(method);
        _started.Add(1, labels);
        _seconds?.Record(duration.TotalSeconds, labels);
        labels.Add("grpc_code", CodeName(code));
        _handled.Add(1, labels);
    }

    public void Dispose() => _meter.Dispose();

    private static TagList Labels(IMethod method) => new()
    {
        { "grpc_type", TypeName(method.Type) },
        { "grpc_service", method.ServiceName },
        { "grpc_method", method.Name },
    };

    private static string TypeName(MethodType type) => type switch
    {
        MethodType.ClientStreaming => "client_stream",
        MethodType.ServerStreaming => "server_stream",
        MethodType.DuplexStreaming => "bidi_stream",
        _ => "unary",
    };

    /// <summary>As Go's package of status codes prints them.</summary>
    private static string CodeName(StatusCode code) => code == StatusCode.Cancelled ? "Canceled" : code.ToString();
}
