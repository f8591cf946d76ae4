using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor erf() => Operators.Erf.Call(this);

        public Tensor abs() => Operators.Abs.Call(this);

        public Tensor exp() => Operators.Exp.Call(this);

        public Tensor log() => Operators.Log.Call(this);

        public Tensor sqrt() => Operators.Sqrt.Call(this);

        public Tensor neg() => Operators.Neg.Call(this);

        public Tensor sigmoid() => Operators.Sigmoid.Call(this);

        public Tensor tanh() => Operators.Tanh.Call(this);

        public Tensor tanh_() => Operators.TanhInPlace.Update(this);

        public Tensor relu() => Operators.Relu.Call(this);

        public Tensor relu_() => Operators.ReluInPlace.Update(this);

        public Tensor reciprocal() => Operators.Reciprocal.Call(this);

        public Tensor floor() => Operators.Floor.Call(this);

        public Tensor ceil() => Operators.Ceil.Call(this);

        public Tensor hardswish() => Operators.Hardswish.Call(this);

        public Tensor square() => Operators.Square.Call(this);

        public Tensor sign() => Operators.Sign.Call(this);

        public Tensor softmax(long dim, ScalarType? dtype = null) => Operators.Softmax.Call(this, dim, dtype);

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Operators.LogSoftmax.Call(this, dim, dtype);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Operators.Clamp.Call(this, min, max);

        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Operators.ClampInPlace.Update(this, min, max);

        public Tensor clamp_min(Scalar min) => Operators.ClampMin.Call(this, min);

        public Tensor maximum(Tensor other) => Operators.Maximum.Call(this, other);

        public Tensor minimum(Tensor other) => Operators.Minimum.Call(this, other);

        public Tensor lerp(Tensor end, Tensor weight) => Operators.Lerp.Call(this, end, weight);

        public Tensor lerp_(Tensor end, Tensor weight) => Operators.LerpInPlace.Update(this, end, weight);

        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Operators.Addcmul.Call(this, tensor1, tensor2, value);

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Operators.AddcmulInPlace.Update(this, tensor1, tensor2, value);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Operators.AddcdivInPlace.Update(this, tensor1, tensor2, value);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) =>
            Operators.AddcdivInPlace.Update(this, tensor1, tensor2);

        public Tensor where(Tensor condition, Tensor y) => Operators.Where.Call(condition, this, y);

        public Tensor masked_fill(Tensor mask, Scalar value) => Operators.MaskedFill.Call(this, mask, value);

        public Tensor fill_(Scalar value) => Operators.FillInPlace.Update(this, value);

        public Tensor zero_() => Operators.ZeroInPlace.Update(this);

        public Tensor copy_(Tensor source, bool nonBlocking = false) =>
            Operators.CopyInPlace.Update(this, source, nonBlocking);

        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) =>
            Operators.BernoulliInPlace.Update(this, p, generator);
    }
}
