using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add(Tensor target) => Operators.Add.Call(this, target);

        public Tensor add(Scalar scalar) => Operators.AddScalar.Call(this, scalar);

        public Tensor add_(Tensor target) => Operators.AddInPlace.Update(this, target);

        public Tensor add_(Scalar scalar) => Operators.AddScalarInPlace.Update(this, scalar);

        public Tensor sub(Tensor target) => Operators.Sub.Call(this, target);

        public Tensor sub(Scalar target) => Operators.SubScalar.Call(this, target);

        public Tensor sub_(Tensor target) => Operators.SubInPlace.Update(this, target);

        public Tensor sub_(Scalar target) => Operators.SubScalarInPlace.Update(this, target);

        public Tensor mul(Tensor target) => Operators.Mul.Call(this, target);

        public Tensor mul(Scalar target) => Operators.MulScalar.Call(this, target);

        public Tensor mul_(Tensor target) => Operators.MulInPlace.Update(this, target);

        public Tensor mul_(Scalar target) => Operators.MulScalarInPlace.Update(this, target);

        public Tensor add(Tensor target, Scalar alpha) => Operators.Add.Call(this, target, alpha);

        public Tensor add_(Tensor target, Scalar alpha) => Operators.AddInPlace.Update(this, target, alpha);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? Operators.Div.Call(this, target) : Operators.DivMode.Call(this, target, rounding_mode.ToString());

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? Operators.DivScalar.Call(this, target) : Operators.DivScalarMode.Call(this, target, rounding_mode.ToString());

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? Operators.DivInPlace.Update(this, target) : Operators.DivModeInPlace.Update(this, target, rounding_mode.ToString());

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? Operators.DivScalarInPlace.Update(this, target) : Operators.DivScalarModeInPlace.Update(this, target, rounding_mode.ToString());

        public Tensor pow(Scalar exponent) => Operators.Pow.Call(this, exponent);

        public Tensor pow(Tensor exponent) => Operators.PowTensor.Call(this, exponent);

        public Tensor matmul(Tensor target) => Operators.Matmul.Call(this, target);

        public Tensor mm(Tensor target) => Operators.Mm.Call(this, target);

        public Tensor dot(Tensor target) => Operators.Dot.Call(this, target);
    }
}
