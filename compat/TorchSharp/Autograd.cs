using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static class autograd
    {
        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        public static unsafe void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            nint[] roots = Handles(tensors);
            nint[] gradients = Handles(grad_tensors);
            nint[] leaves = Handles(inputs);
            int retain = retain_graph is { } given ? (given ? 1 : 0) : -1;
            fixed (nint* rootPointer = roots)
            fixed (nint* gradientPointer = gradients)
            fixed (nint* leafPointer = leaves)
            {
                NativeError.Check(NativeMethods.mlnd_backward(
                    rootPointer, roots.Length, gradientPointer, gradients.Length, leafPointer, leaves.Length, retain, create_graph ? 1 : 0));
            }

            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
        }

        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            nint[] roots = Handles(outputs);
            nint[] leaves = Handles(inputs);
            nint[] gradients = Handles(grad_outputs);
            var results = new nint[leaves.Length];
            fixed (nint* rootPointer = roots)
            fixed (nint* leafPointer = leaves)
            fixed (nint* gradientPointer = gradients)
            fixed (nint* resultPointer = results)
            {
                NativeError.Check(NativeMethods.mlnd_gradients(
                    rootPointer, roots.Length, leafPointer, leaves.Length, gradientPointer, gradients.Length,
                    retain_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, resultPointer));
            }

            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return Array.ConvertAll(results, static handle => handle == 0 ? null! : new Tensor(handle));
        }

        private static nint[] Handles(IList<Tensor>? tensors)
        {
            if (tensors is null)
            {
                return [];
            }

            var handles = new nint[tensors.Count];
            for (int i = 0; i < handles.Length; i++)
            {
                handles[i] = tensors[i].Handle;
            }

            return handles;
        }
    }
}
