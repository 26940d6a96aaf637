"""What each word about a candidate weighs: written by `python -m tests.bench.matching.train`, not by hand."""

from __future__ import annotations

from collections.abc import Mapping

_TABLE = """
alike:net:1:good:known=0.21 alike:net:1:good:open=1.12 alike:net:1:other1:known=2.03 alike:net:1:other1:open=0.49
alike:net:1:other2:known=2.47 alike:net:1:other2:open=-0.69 alike:net:1:other3:known=1.49 alike:net:1:other3:open=0.85
alike:net:1:reads1:known=0.51 alike:net:1:reads1:open=0.59 alike:net:1:reads2:known=0.44 alike:net:1:tail1:known=1.99
alike:net:1:tail1:open=1.01 alike:net:1:tail2:open=0.49 alike:net:1:tail3:open=-0.06 alike:net:1:tail:known=1.46
alike:net:1:tail:open=0.87 alike:net:2:good:known=-0.23 alike:net:2:other2:known=-0.25 alike:net:2:other3:known=-0.28
alike:net:2:other3:open=0.05 alike:net:2:tail1:open=-0.09 alike:net:2:tail:known=-0.60 alike:net:2:tail:open=0.13
alike:net:3:other2:known=0.06 alike:net:3:other3:known=0.09 alike:net:3:other3:open=-0.06 alike:net:3:tail1:known=-0.77
alike:net:3:tail2:open=-0.05 alike:net:3:tail:known=0.10 alike:net:4:good:known=-0.21 alike:net:4:good:open=-0.33
alike:net:4:other1:known=-1.63 alike:net:4:other1:open=-0.40 alike:net:4:other2:known=-1.36
alike:net:4:other2:open=-0.43 alike:net:4:other3:known=-1.72 alike:net:4:other3:open=-0.50
alike:net:4:reads1:known=-0.43 alike:net:4:reads1:open=-0.30 alike:net:4:reads2:known=-0.25
alike:net:4:tail1:known=-1.08 alike:net:4:tail1:open=-0.49 alike:net:4:tail2:known=-0.08 alike:net:4:tail2:open=-0.06
alike:net:4:tail:known=-1.43 alike:net:4:tail:open=-0.53 alike:same:1:good:known=1.12 alike:same:1:good:open=0.65
alike:same:1:other1:known=3.56 alike:same:1:other1:open=1.14 alike:same:1:other2:known=3.81
alike:same:1:other2:open=0.95 alike:same:1:other3:known=2.42 alike:same:1:other3:open=0.60
alike:same:1:reads1:known=1.73 alike:same:1:reads1:open=0.39 alike:same:1:reads2:known=1.41
alike:same:1:reads2:open=0.17 alike:same:1:reads3:known=0.32 alike:same:1:tail1:known=2.66 alike:same:1:tail1:open=1.29
alike:same:1:tail2:known=1.66 alike:same:1:tail2:open=1.19 alike:same:1:tail:known=3.40 alike:same:1:tail:open=0.51
alike:same:2:good:open=0.24 alike:same:2:other1:known=-0.66 alike:same:2:other1:open=0.27
alike:same:2:other2:known=-0.64 alike:same:2:other2:open=0.31 alike:same:2:other3:known=0.77
alike:same:2:other3:open=-0.27 alike:same:2:reads1:open=0.22 alike:same:2:reads2:open=0.07
alike:same:2:tail1:open=-0.08 alike:same:2:tail2:open=-0.20 alike:same:2:tail:open=0.80 alike:same:3:good:open=0.61
alike:same:3:other1:known=-0.58 alike:same:3:other1:open=0.45 alike:same:3:other2:known=-0.72
alike:same:3:other2:open=0.52 alike:same:3:other3:open=-0.56 alike:same:3:reads1:open=0.17 alike:same:3:tail1:open=0.90
alike:same:3:tail2:open=0.30 alike:same:3:tail:known=-0.87 alike:same:3:tail:open=-0.07 alike:same:4:good:known=-2.12
alike:same:4:other1:known=-2.66 alike:same:4:other1:open=-1.47 alike:same:4:other2:known=-2.54
alike:same:4:other2:open=-1.68 alike:same:4:other3:known=-1.96 alike:same:4:other3:open=-1.76
alike:same:4:reads1:known=-1.84 alike:same:4:reads1:open=0.05 alike:same:4:reads2:known=-0.94
alike:same:4:reads2:open=-1.07 alike:same:4:reads3:known=-0.15 alike:same:4:reads3:open=-0.08
alike:same:4:tail1:known=-2.68 alike:same:4:tail1:open=-0.40 alike:same:4:tail2:known=-1.71
alike:same:4:tail2:open=-0.87 alike:same:4:tail3:known=-0.60 alike:same:4:tail3:open=-0.90
alike:same:4:tail:known=-2.13 alike:same:4:tail:open=-1.45 amount:close=0.68 amount:close:good=0.08
amount:close:known=0.31 amount:close:open=0.37 amount:close:other1=0.54 amount:close:other2=-0.29
amount:close:other3=0.12 amount:close:reads1=0.71 amount:close:reads2=0.12 amount:close:reads3=-0.06
amount:close:tail=0.07 amount:close:tail1=-0.52 amount:close:tail2=-0.06 amount:differs=-3.74 amount:differs:good=-1.04
amount:differs:known=-1.80 amount:differs:open=-1.93 amount:differs:other2=-0.26 amount:differs:other3=-0.25
amount:differs:reads1=-0.26 amount:differs:reads2=-0.46 amount:differs:reads3=-0.08 amount:differs:tail=-0.55
amount:differs:tail1=-0.69 amount:differs:tail2=-0.11 amount:net=1.76 amount:net:good=0.64 amount:net:known=0.90
amount:net:open=0.85 amount:net:other1=0.07 amount:net:other2=-0.21 amount:net:other3=-0.09 amount:net:reads1=0.34
amount:net:reads2=0.20 amount:net:tail1=0.57 amount:net:tail2=0.47 amount:net:tail3=-0.30 amount:net_other=-0.86
amount:net_other:good=-0.28 amount:net_other:open=-0.84 amount:net_other:other1=-0.06 amount:net_other:other2=-0.13
amount:net_other:other3=-0.13 amount:net_other:tail=-0.23 amount:same=2.62 amount:same:good=0.53 amount:same:known=0.36
amount:same:open=2.26 amount:same:other3=-0.73 amount:same:reads1=0.77 amount:same:reads3=0.20 amount:same:tail=0.22
amount:same:tail1=1.43 amount:same:tail2=0.37 amount:same:tail3=-0.26 both:close:differs=-0.09 both:close:near=-0.17
both:close:same=-0.32 both:differs:near=0.28 both:differs:same=-0.37 both:net:differs=-0.17 both:net:near=-0.40
both:net:same=-1.65 both:same:differs=-0.74 both:same:near=-0.23 both:same:same=-2.49 chance:10:reads:amount=0.76
chance:10:reads:bare=0.23 chance:10:reads:net=-0.34 chance:10:tail:amount=0.46 chance:10:tail:bare=0.65
chance:10:tail:net=0.08 chance:11:reads:amount=-0.37 chance:11:reads:bare=0.40 chance:11:reads:net=0.10
chance:11:reads:order=-0.39 chance:11:tail:amount=-0.18 chance:11:tail:bare=0.35 chance:11:tail:net=0.12
chance:11:tail:order=0.25 chance:12:reads:amount=0.77 chance:12:reads:bare=0.08 chance:12:reads:order=0.23
chance:12:tail:net=-0.28 chance:12:tail:order=-0.35 chance:13:reads:amount=0.13 chance:13:reads:bare=-0.07
chance:13:reads:net=-0.16 chance:13:reads:order=0.05 chance:13:tail:amount=0.14 chance:13:tail:bare=-0.10
chance:13:tail:net=-0.18 chance:13:tail:order=0.28 chance:14:reads:amount=0.07 chance:14:reads:bare=-0.34
chance:14:reads:net=-0.14 chance:14:reads:order=-0.41 chance:14:tail:amount=-0.18 chance:14:tail:bare=-0.35
chance:14:tail:net=0.30 chance:14:tail:order=-0.15 chance:15:reads:amount=-0.71 chance:15:reads:bare=-0.41
chance:15:reads:order=0.12 chance:15:tail:amount=-0.11 chance:15:tail:bare=-0.61 chance:15:tail:net=0.51
chance:15:tail:order=-0.24 chance:16:reads:amount=-0.21 chance:16:tail:amount=-0.44 chance:16:tail:bare=-0.39
chance:16:tail:net=-0.05 chance:2:reads:bare=0.06 chance:3:reads:bare=0.12 chance:3:reads:order=0.20
chance:3:tail:bare=0.34 chance:4:reads:amount=0.19 chance:4:reads:order=0.08 chance:4:tail:bare=-0.34
chance:5:reads:amount=-0.07 chance:5:reads:bare=0.27 chance:5:reads:order=-0.23 chance:5:tail:bare=-0.11
chance:6:reads:amount=0.24 chance:6:reads:net=0.23 chance:6:reads:order=-0.15 chance:6:tail:bare=0.22
chance:7:reads:amount=0.53 chance:7:reads:bare=0.41 chance:7:reads:net=0.18 chance:7:reads:order=0.39
chance:7:tail:amount=0.16 chance:7:tail:order=0.06 chance:8:reads:amount=-0.06 chance:8:reads:bare=0.41
chance:8:reads:net=0.13 chance:8:reads:order=0.32 chance:8:tail:amount=0.25 chance:8:tail:bare=0.26
chance:8:tail:net=0.33 chance:8:tail:order=0.09 chance:9:reads:amount=-0.31 chance:9:reads:bare=0.22
chance:9:reads:net=0.08 chance:9:tail:bare=0.55 chance:9:tail:net=-0.17 changed_zeros:0|known=-1.48
changed_zeros:0|open=-0.74 changed_zeros:1|known=-0.23 changed_zeros:1|open=0.12 changed_zeros:2|known=-0.45
changed_zeros:2|open=-0.13 changes:0:1|known=-0.06 changes:0:2|known=-0.06 changes:0:4|known=-0.38
changes:1:0|known=-1.18 changes:1:0|open=-1.00 changes:1:1|known=0.46 changes:1:1|open=1.03 changes:1:2|known=0.52
changes:1:2|open=0.68 changes:1:3|known=0.62 changes:1:3|open=0.27 changes:1:4|known=0.41 changes:1:4|open=1.00
changes:2:0|known=-1.02 changes:2:0|open=-1.17 changes:2:1|known=0.44 changes:2:1|open=0.68 changes:2:2|known=0.47
changes:2:2|open=0.62 changes:2:3|known=0.56 changes:2:3|open=1.10 changes:2:4|known=0.17 changes:2:4|open=-0.19
changes:3:0|known=-0.60 changes:3:0|open=-1.06 changes:3:1|known=0.55 changes:3:1|open=0.68 changes:3:2|open=0.44
changes:3:3|known=0.53 changes:3:4|known=-0.62 changes:3:4|open=-0.37 changes:4:0|known=-0.50 changes:4:0|open=-0.67
changes:4:1|known=-0.58 changes:4:1|open=-0.69 changes:4:2|known=-0.34 changes:4:2|open=-0.73 changes:4:3|known=-0.50
changes:4:3|open=-0.41 changes:4:4|known=-1.04 changes:4:4|open=-0.69 common:0:reads:amount=0.26
common:0:reads:bare=0.43 common:0:reads:net=0.24 common:0:reads:order=0.52 common:0:tail:amount=0.15
common:0:tail:bare=0.64 common:0:tail:order=0.08 common:1:reads:bare=0.16 common:1:reads:net=0.07
common:1:reads:order=-0.10 common:1:tail:amount=0.06 common:1:tail:bare=0.32 common:1:tail:net=0.27
common:1:tail:order=0.08 common:2:reads:amount=0.86 common:2:reads:bare=0.22 common:2:reads:order=0.15
common:2:tail:bare=0.38 common:2:tail:order=0.06 common:3:reads:amount=0.45 common:3:reads:bare=0.38
common:3:reads:net=0.29 common:3:reads:order=0.42 common:3:tail:amount=0.14 common:3:tail:bare=0.09
common:3:tail:net=-0.29 common:3:tail:order=0.24 common:4:reads:amount=0.05 common:4:reads:bare=0.21
common:4:reads:net=-0.13 common:4:reads:order=0.11 common:4:tail:amount=-0.19 common:4:tail:bare=-0.50
common:4:tail:order=0.18 common:5:reads:amount=-0.33 common:5:reads:bare=0.19 common:5:reads:net=-0.21
common:5:reads:order=-0.33 common:5:tail:amount=0.30 common:5:tail:bare=0.09 common:5:tail:net=0.29
common:5:tail:order=0.37 common:6:reads:amount=-0.21 common:6:reads:bare=0.22 common:6:reads:net=0.07
common:6:reads:order=-0.40 common:6:tail:amount=0.11 common:6:tail:net=0.26 common:6:tail:order=-0.43
common:7:reads:amount=-0.08 common:7:reads:bare=0.09 common:7:reads:net=-0.10 common:7:reads:order=0.09
common:7:tail:amount=0.09 common:7:tail:net=0.15 common:7:tail:order=0.40 common:8:reads:bare=-0.11
common:8:reads:net=-0.16 common:8:reads:order=0.17 common:8:tail:amount=-0.23 common:8:tail:bare=0.07
common:8:tail:net=-0.13 common:8:tail:order=-0.41 common:9:reads:bare=-0.42 common:9:reads:order=-0.36
common:9:tail:amount=-0.32 common:9:tail:bare=-0.62 common:9:tail:net=0.05 common:9:tail:order=-0.61
crowd:-1:amount=-0.28 crowd:-1:bare=-0.11 crowd:-1:form:case:True=0.26 crowd:-1:form:joined:True=0.33
crowd:-1:form:key:False=0.07 crowd:-1:form:key:True=-0.31 crowd:-1:form:marks:False=-0.29 crowd:-1:form:marks:True=0.09
crowd:-1:form:same:False=0.21 crowd:-1:form:same:True=-0.48 crowd:-1:net=0.16 crowd:-1:order=0.08 crowd:-2:amount=-0.18
crowd:-2:bare=0.06 crowd:-2:form:case:False=0.08 crowd:-2:form:joined:False=0.09 crowd:-2:form:joined:True=-0.25
crowd:-2:form:key:False=-0.19 crowd:-2:form:key:True=0.14 crowd:-2:form:marks:False=-0.15 crowd:-2:form:marks:True=0.06
crowd:-2:form:same:False=0.33 crowd:-2:form:within:False=-0.12 crowd:-2:form:within:True=-0.26 crowd:-2:net=0.36
crowd:-2:order=-0.31 crowd:-2:tail:False=-0.16 crowd:-2:tail:True=0.36 crowd:-3:amount=0.33 crowd:-3:bare=0.31
crowd:-3:form:case:False=-0.14 crowd:-3:form:case:True=-0.11 crowd:-3:form:joined:False=0.06
crowd:-3:form:joined:True=-0.09 crowd:-3:form:key:False=0.34 crowd:-3:form:key:True=0.20 crowd:-3:form:same:False=0.20
crowd:-3:form:same:True=0.13 crowd:-3:form:within:False=-0.47 crowd:-3:form:within:True=0.34 crowd:-3:net=0.08
crowd:-3:order=-0.31 crowd:-3:tail:False=0.10 crowd:-3:tail:True=-0.13 crowd:-4:amount=0.79 crowd:-4:bare=0.75
crowd:-4:form:case:True=0.33 crowd:-4:form:joined:True=0.43 crowd:-4:form:key:False=0.53 crowd:-4:form:key:True=-0.06
crowd:-4:form:marks:False=-0.21 crowd:-4:form:marks:True=0.23 crowd:-4:form:same:False=0.15
crowd:-4:form:same:True=-0.30 crowd:-4:form:within:False=0.07 crowd:-4:form:within:True=0.27 crowd:-4:net=0.21
crowd:-4:order=-0.24 crowd:-4:tail:False=0.19 crowd:-4:tail:True=-0.17 crowd:-5:amount=0.33 crowd:-5:bare=1.04
crowd:-5:form:case:True=0.19 crowd:-5:form:joined:True=0.16 crowd:-5:form:key:False=0.89 crowd:-5:form:key:True=0.33
crowd:-5:form:marks:False=-0.16 crowd:-5:form:marks:True=0.56 crowd:-5:form:same:False=0.12
crowd:-5:form:within:True=0.30 crowd:-5:net=0.08 crowd:-5:order=0.43 crowd:-5:tail:False=-0.08 crowd:-5:tail:True=-0.52
crowd:-6:amount=-0.21 crowd:-6:bare=0.44 crowd:-6:form:case:True=-0.62 crowd:-6:form:joined:False=-0.38
crowd:-6:form:joined:True=0.09 crowd:-6:form:key:False=0.18 crowd:-6:form:key:True=0.73 crowd:-6:form:marks:True=-0.16
crowd:-6:form:same:True=0.47 crowd:-6:form:within:True=-0.10 crowd:-6:net=0.06 crowd:-6:order=0.26
crowd:-6:tail:False=0.23 crowd:-9:amount=0.66 crowd:-9:bare=1.13 crowd:-9:form:case:True=0.10
crowd:-9:form:joined:True=-0.06 crowd:-9:form:key:False=0.53 crowd:-9:form:key:True=0.24 crowd:-9:form:marks:False=0.06
crowd:-9:form:marks:True=0.66 crowd:-9:form:same:False=0.09 crowd:-9:form:same:True=0.51 crowd:-9:form:within:True=0.05
crowd:-9:net=-0.31 crowd:-9:order=0.35 crowd:-9:tail:True=-0.37 crowd:0:amount=-0.45 crowd:0:bare=-0.33
crowd:0:form:case:True=0.65 crowd:0:form:joined:True=-0.42 crowd:0:form:key:False=-0.29 crowd:0:form:key:True=-0.37
crowd:0:form:marks:False=-0.76 crowd:0:form:marks:True=0.11 crowd:0:form:same:False=0.14 crowd:0:form:same:True=-0.49
crowd:0:form:within:False=0.05 crowd:0:form:within:True=-0.18 crowd:0:net=0.09 crowd:0:order=-0.13
crowd:0:tail:False=0.31 crowd:0:tail:True=0.37 crowd:1:bare=-0.35 crowd:1:form:case:True=0.15
crowd:1:form:joined:True=0.17 crowd:1:form:key:False=-0.08 crowd:1:form:key:True=-0.36 crowd:1:form:marks:False=-0.08
crowd:1:form:same:False=0.05 crowd:1:form:same:True=-0.52 crowd:1:form:within:True=-0.12 crowd:1:tail:False=0.17
crowd:1:tail:True=0.36 crowd:2:bare=-0.40 crowd:2:form:joined:True=-0.68 crowd:2:form:key:True=-0.37
crowd:2:form:marks:True=-0.29 crowd:2:form:same:True=0.22 crowd:2:form:within:True=0.10 crowd:2:net=0.07
crowd:2:order=0.07 crowd:2:tail:False=0.10 crowd:2:tail:True=0.49 crowd:3:bare=-0.66 crowd:3:form:key:True=-0.14
crowd:3:tail:True=0.09 crowd:digit0:1:False=0.13 crowd:digit0:2:False=-0.31 crowd:digit0:2:True=-0.06
crowd:digit0:3:False=0.15 crowd:digit0:3:True=-0.07 crowd:digit0:5:False=0.41 crowd:digit0:5:True=0.11
crowd:digit0:6:False=-0.42 crowd:digit0:6:True=-0.18 crowd:digit0:7:False=-0.52 crowd:digit0:7:True=-0.11
crowd:digit0:8:False=-0.22 crowd:digit0:8:True=-0.15 crowd:digit0:9:False=-0.34 crowd:digit0:9:True=-0.10
crowd:digit1:1:False=-0.16 crowd:digit1:1:True=0.20 crowd:digit1:2:True=-0.23 crowd:digit1:3:False=-0.14
crowd:digit1:3:True=0.09 crowd:digit1:4:False=0.39 crowd:digit1:4:True=-0.06 crowd:digit1:5:True=0.09
crowd:digit1:6:False=0.28 crowd:digit1:6:True=-0.06 crowd:digit1:7:False=0.40 crowd:digit1:7:True=-0.12
crowd:digit1:8:False=-0.50 crowd:digit1:9:False=-0.19 crowd:digit1:9:True=-0.15 crowd:digit2:1:False=0.19
crowd:digit2:2:False=-0.11 crowd:digit2:4:False=0.15 crowd:digit2:5:False=0.14 crowd:digit2:6:False=-0.51
crowd:digit2:6:True=-0.20 crowd:digit2:7:False=0.52 crowd:digit2:8:False=0.25 crowd:digit2:8:True=-0.17
crowd:digit2:9:False=-0.26 crowd:digit2:9:True=-0.18 crowd:digit3:1:False=-0.29 crowd:digit3:1:True=-0.28
crowd:digit3:2:False=0.50 crowd:digit3:2:True=-0.28 crowd:digit3:3:False=0.22 crowd:digit3:3:True=-0.25
crowd:digit3:4:True=-0.14 crowd:digit3:5:False=0.09 crowd:digit3:5:True=-0.51 crowd:digit3:6:False=-0.17
crowd:digit3:6:True=-0.43 crowd:digit3:7:False=0.24 crowd:digit3:7:True=-0.90 crowd:digit3:8:True=-0.76
crowd:digit3:9:True=0.36 crowd:digit4:1:False=-0.67 crowd:digit4:1:True=-0.53 crowd:digit4:2:False=-0.19
crowd:digit4:2:True=-0.33 crowd:digit4:3:False=-0.13 crowd:digit4:3:True=-0.85 crowd:digit4:4:False=-0.22
crowd:digit4:4:True=-0.51 crowd:digit4:5:True=-0.89 crowd:digit4:6:False=-0.31 crowd:digit4:6:True=-0.66
crowd:digit4:7:False=-0.21 crowd:digit4:7:True=-0.37 crowd:digit4:8:True=-0.43 crowd:digit4:9:False=-0.10
crowd:digit4:9:True=-0.49 crowd:lost0:1:False=0.38 crowd:lost0:1:True=-0.10 crowd:lost0:2:False=-0.26
crowd:lost0:2:True=0.10 crowd:lost0:3:True=-0.24 crowd:lost0:4:True=-0.24 crowd:lost0:5:True=-0.51
crowd:lost0:6:True=0.14 crowd:lost0:7:True=-0.25 crowd:lost0:9:False=0.13 crowd:lost0:9:True=-0.50
crowd:lost1:1:False=0.11 crowd:lost1:1:True=0.45 crowd:lost1:2:False=0.26 crowd:lost1:2:True=-0.05
crowd:lost1:5:True=-1.08 crowd:lost1:6:True=0.23 crowd:lost1:7:True=0.38 crowd:lost1:8:False=0.07
crowd:lost1:8:True=-0.83 crowd:lost1:9:False=0.06 crowd:lost1:9:True=0.15 crowd:lost2:1:False=0.07
crowd:lost2:1:True=-0.32 crowd:lost2:2:False=0.10 crowd:lost2:2:True=-0.06 crowd:lost2:3:False=0.08
crowd:lost2:3:True=0.50 crowd:lost2:4:False=-0.17 crowd:lost2:4:True=-0.41 crowd:lost2:6:True=0.06
crowd:lost2:7:True=-0.55 crowd:lost2:8:True=-0.13 crowd:lost2:9:True=-0.08 crowd:lost3:1:False=0.13
crowd:lost3:1:True=-0.45 crowd:lost3:2:False=-0.19 crowd:lost3:3:True=-0.15 crowd:lost3:4:True=-0.22
crowd:lost3:5:True=0.26 crowd:lost4:1:False=-0.23 crowd:lost4:1:True=-0.39 crowd:lost4:2:True=0.12
crowd:lost4:3:True=0.13 crowd:lost4:4:True=-0.40 crowd:more0:1:False=0.06 crowd:more0:1:True=-0.13
crowd:more0:2:True=0.12 crowd:more1:1:False=0.12 crowd:more1:1:True=0.23 crowd:more1:2:True=0.12
crowd:more2:1:False=0.32 crowd:more2:1:True=0.15 crowd:more2:2:True=0.09 crowd:more3:1:False=0.16
crowd:more3:1:True=-0.36 crowd:more4:1:False=0.19 crowd:more4:1:True=0.43 crowd:more4:2:True=0.16
crowd:swap0:1:False=0.81 crowd:swap0:1:True=0.30 crowd:swap0:2:False=-0.30 crowd:swap0:2:True=-0.54
crowd:swap0:3:False=0.18 crowd:swap0:3:True=-0.25 crowd:swap0:4:True=-0.47 crowd:swap1:1:False=0.15
crowd:swap1:1:True=0.12 crowd:swap1:2:False=0.06 crowd:swap1:2:True=-0.10 crowd:swap1:4:True=0.26
crowd:swap2:1:False=0.07 crowd:swap2:1:True=0.11 crowd:swap2:2:True=-0.18 crowd:swap3:1:False=0.26
crowd:swap3:1:True=-0.37 crowd:swap4:1:False=-0.32 crowd:swap4:2:False=0.07 crowd:swap4:3:True=0.14
cut:group:bare|known=-0.39 cut:group:bare|open=-0.92 cut:group:run|known=-0.56 cut:group:run|open=-1.16
cut:group:whole|known=0.95 cut:group:whole|open=1.42 cut:group:year_first|known=-0.26 cut:group:year_first|open=-0.75
cut:inside:bare|known=-0.79 cut:inside:bare|open=-0.99 cut:inside:run|known=-0.39 cut:inside:run|open=-0.33
cut:inside:whole|known=1.14 cut:inside:whole|open=1.41 cut:inside:year_first|known=0.73 cut:inside:year_first|open=1.10
cut:letters:bare|open=0.06 cut:letters:run|known=-0.81 cut:letters:run|open=-0.34 cut:letters:whole|known=0.13
cut:letters:whole|open=0.66 day:differs=-5.25 day:differs:good=-1.87 day:differs:other1=-0.59 day:differs:other2=-0.23
day:differs:other3=-0.24 day:differs:reads1=-0.32 day:differs:reads2=-0.24 day:differs:tail=-1.27
day:differs:tail1=-0.39 day:differs:tail2=-0.06 day:near=0.61 day:near:good=-0.48 day:near:other1=-0.19
day:near:other2=-0.21 day:near:other3=0.52 day:near:reads1=0.12 day:near:reads2=-0.40 day:near:reads3=0.27
day:near:tail=0.30 day:near:tail1=0.49 day:near:tail2=0.11 day:near:tail3=0.09 day:same=4.42 day:same:good=0.10
day:same:other2=0.91 day:same:other3=-0.35 day:same:reads1=-0.21 day:same:reads2=0.30 day:same:reads3=0.35
day:same:tail=0.58 day:same:tail1=1.48 day:same:tail2=0.59 day:same:tail3=0.68 end:0|known=-2.23 end:0|open=-1.50
end:1|known=-1.68 end:1|open=-0.93 end:2|known=-0.37 end:2|open=0.08 end:3|known=0.89 end:3|open=0.52 end:4|known=0.17
end:4|open=0.12 end:5|known=1.06 end:5|open=0.97 form:case|known=1.60 form:case|open=2.00 form:joined|known=-0.31
form:joined|open=-2.12 form:key|known=-1.08 form:key|open=-1.33 form:marks|known=-0.85 form:marks|open=-1.03
form:same|known=1.05 form:same|open=1.34 form:within|known=1.01 form:within|open=0.37 head:century|known=1.53
head:century|open=1.12 head:figures1|known=-0.33 head:figures1|open=-0.15 head:figures2|known=-0.61
head:figures2|open=-0.44 head:figures3|known=-1.07 head:figures3|open=-1.05 head:figures4|known=-1.20
head:figures4|open=-0.86 head:figures5|known=-1.05 head:figures5|open=-0.98 head:letters_year|known=0.76
head:letters_year|open=0.66 head:letters|known=1.09 head:letters|open=1.09 head:month|known=-0.13 head:year|known=0.72
head:year|open=0.73 head_kind:reads:credit:known=0.60 head_kind:reads:credit:rare=0.69
head_kind:reads:invoice:alone=0.64 head_kind:reads:invoice:usual=0.76 head_kind:tail:credit:known=-0.11
head_kind:tail:credit:rare=-0.10 head_kind:tail:invoice:alone=0.42 head_kind:tail:invoice:usual=1.05
heads:reads:1:alone=0.64 heads:reads:1:usual=0.40 heads:reads:2:known=0.64 heads:reads:2:rare=0.69
heads:reads:2:usual=0.36 heads:tail:1:alone=0.42 heads:tail:1:usual=0.70 heads:tail:2:known=-0.07
heads:tail:2:rare=-0.10 heads:tail:2:usual=0.34 inner_zero:1|known=-0.51 inner_zero:1|open=-1.14
inner_zero:2|known=-2.34 inner_zero:2|open=-2.74 kept:-10|known=-0.28 kept:-10|open=0.41 kept:-13|known=0.13
kept:-14|known=-0.07 kept:-15|known=0.23 kept:-16|open=0.33 kept:-1|known=-0.16 kept:-1|open=-0.71 kept:-20|open=0.36
kept:-2|known=-0.17 kept:-2|open=0.10 kept:-3|known=-0.49 kept:-3|open=-0.15 kept:-4|known=-0.63 kept:-4|open=0.07
kept:-5|known=0.42 kept:-5|open=-0.40 kept:-6|known=-0.08 kept:-6|open=-0.23 kept:-7|known=-0.26 kept:-8|known=0.26
kept:-8|open=0.24 kept:-9|known=0.21 kept:0|known=-0.24 kept:0|open=-0.56 kept:1|known=-0.10 kept:1|open=-0.06
kept:2|known=-0.28 kept:3|known=-0.10 kept:3|open=-0.07 kept:4|known=0.09 kept:4|open=0.40 kept:5|known=-0.55
left:<figures|known=0.35 left:<figures|open=-0.48 left:<letters|known=1.20 left:<letters|open=1.34
left:figures<figures|known=-0.90 left:figures<figures|open=-0.74 left:figures<letters|known=-0.41
left:figures<letters|open=-0.13 left:figures<|known=-2.87 left:figures<|open=-1.70 left:label<figures|open=0.21
left:label<label|known=0.73 left:label<|known=0.88 left:label<|open=1.05 left:letters<figures|known=-0.85
left:letters<figures|open=-1.66 left:letters<letters|known=0.22 left:letters<letters|open=-0.36
left:letters<|known=1.17 left:letters<|open=2.28 looks:1|known=-0.14 looks:2|known=0.65 looks:3|known=-0.20
looks:3|open=-0.69 moved_zeros|known=-2.12 moved_zeros|open=-0.93 near:good:known=2.21 near:good:open=1.83
near:other1:known=-0.49 near:other1:open=0.77 near:other2:known=-0.25 near:other2:open=0.33 near:other3:known=-1.49
near:other3:open=-1.08 near:reads1:known=-0.67 near:reads1:open=-1.07 near:reads2:open=0.26 near:reads3:known=-0.08
near:reads3:open=-1.82 near:tail1:known=0.16 near:tail1:open=-0.07 near:tail3:known=-2.22 near:tail3:open=-1.21
near:tail:known=1.79 near:tail:open=1.41 none=1.69 none:date=1.39 none:date:known=1.68 none:date:open=-0.29
none:figures1=-0.20 none:figures10=-0.30 none:figures10:known=-0.07 none:figures10:open=-0.23 none:figures11=-0.36
none:figures11:known=-0.40 none:figures12=-0.38 none:figures12:known=0.05 none:figures12:open=-0.43
none:figures1:known=-0.32 none:figures1:open=0.12 none:figures2:known=-0.80 none:figures2:open=0.83
none:figures3:known=-0.31 none:figures3:open=0.28 none:figures4=-0.37 none:figures4:known=-0.57 none:figures4:open=0.20
none:figures5=-0.28 none:figures5:known=-0.46 none:figures5:open=0.18 none:figures6=-0.66 none:figures6:known=-0.58
none:figures6:open=-0.08 none:figures7=-0.49 none:figures7:known=-0.44 none:figures7:open=-0.05 none:figures8=-0.47
none:figures8:known=-0.45 none:figures9=-0.43 none:figures9:known=-0.39 none:foreign=2.13 none:foreign:known=1.46
none:foreign:open=0.68 none:iban=0.36 none:iban:known=0.73 none:iban:open=-0.38 none:known=1.08 none:mixed=-0.52
none:mixed:known=-0.21 none:mixed:open=-0.31 none:money:known=0.27 none:money:open=-0.32 none:open=0.61 none:phone=1.83
none:phone:known=1.30 none:phone:open=0.53 none:words=0.49 none:words:known=0.58 none:words:open=-0.10
none_amount=-0.46 none_amount:good:known=-0.67 none_amount:good:open=-0.65 none_amount:other:known=0.77
none_amount:other:open=0.13 none_amount:reads:known=-0.09 none_amount:reads:open=-0.40 none_amount:tail:known=0.23
none_amount:tail:open=0.22 none_best:good:open=0.89 none_best:other:known=-0.13 none_best:other:open=-0.40
none_best:reads:known=0.67 none_best:reads:open=0.15 none_best:tail:known=0.50 none_day=0.22 none_figures:0=0.49
none_figures:1=0.67 none_figures:10=-0.49 none_figures:2=0.29 none_figures:3=0.22 none_figures:4=0.23
none_figures:5=0.09 none_figures:6=0.14 none_figures:7=0.15 none_figures:8=-0.10 none_order=1.72
none_order:good:known=-0.09 none_order:good:open=-0.91 none_order:other:known=1.19 none_order:reads:known=0.38
none_order:reads:open=-0.62 none_order:tail:known=0.59 none_order:tail:open=1.18 none_words:1=0.51 none_words:2=0.33
none_words:3=0.39 none_words:4=0.24 none_words:5=0.21 open_crowd:-1:amount:1=0.37 open_crowd:-1:amount:2=0.28
open_crowd:-1:amount:3=0.46 open_crowd:-1:bare:1=-0.27 open_crowd:-1:bare:2=-0.54 open_crowd:-1:bare:3=-0.11
open_crowd:-1:bare:4=-0.15 open_crowd:-1:net:1=0.58 open_crowd:-1:net:4=-0.69 open_crowd:-1:order:1=0.29
open_crowd:-1:order:4=-0.28 open_crowd:-2:amount:1=0.21 open_crowd:-2:amount:2=0.38 open_crowd:-2:amount:3=0.25
open_crowd:-2:amount:4=0.32 open_crowd:-2:bare:1=-0.22 open_crowd:-2:net:1=0.41 open_crowd:-2:net:4=0.34
open_crowd:-2:order:1=0.11 open_crowd:-2:order:4=0.31 open_crowd:-3:amount:1=0.57 open_crowd:-3:amount:2=-0.15
open_crowd:-3:amount:3=0.07 open_crowd:-3:amount:4=-0.14 open_crowd:-3:bare:2=-0.12 open_crowd:-3:net:1=0.12
open_crowd:-3:order:1=-1.13 open_crowd:-3:order:4=0.28 open_crowd:-4:amount:1=-0.20 open_crowd:-4:amount:2=0.15
open_crowd:-4:amount:3=0.26 open_crowd:-4:amount:4=-0.28 open_crowd:-4:bare:2=0.60 open_crowd:-4:net:1=0.38
open_crowd:-4:order:1=0.41 open_crowd:-4:order:4=0.37 open_crowd:-5:amount:1=0.14 open_crowd:-5:amount:2=0.06
open_crowd:-5:amount:3=0.07 open_crowd:-5:amount:4=-0.52 open_crowd:-5:bare:1=0.05 open_crowd:-5:net:1=-0.11
open_crowd:-5:order:1=0.31 open_crowd:-6:amount:4=0.20 open_crowd:-6:bare:1=0.25 open_crowd:-9:amount:1=0.42
open_crowd:-9:amount:2=0.14 open_crowd:-9:amount:3=0.22 open_crowd:-9:amount:4=0.43 open_crowd:-9:bare:1=-0.11
open_crowd:-9:net:1=0.48 open_crowd:-9:net:4=-0.06 open_crowd:-9:order:1=0.80 open_crowd:-9:order:2=0.21
open_crowd:-9:order:4=0.14 open_crowd:0:amount:1=0.15 open_crowd:0:amount:2=0.18 open_crowd:0:amount:3=0.07
open_crowd:0:bare:1=-0.64 open_crowd:0:bare:2=0.06 open_crowd:0:bare:3=-0.06 open_crowd:0:net:1=0.40
open_crowd:0:order:1=0.86 open_crowd:0:order:4=0.10 open_crowd:1:amount:1=0.06 open_crowd:1:amount:4=-0.13
open_crowd:1:bare:1=-0.80 open_crowd:1:bare:2=0.83 open_crowd:1:bare:3=-0.44 open_crowd:1:reads:False=1.10
open_crowd:1:reads:True=0.93 open_crowd:1:tail:False=0.49 open_crowd:1:tail:True=0.73 open_crowd:2:amount:4=-0.11
open_crowd:2:bare:1=-0.70 open_crowd:2:reads:False=0.49 open_crowd:2:reads:True=1.10 open_crowd:2:tail:False=0.24
open_crowd:2:tail:True=0.43 open_crowd:3:bare:1=-0.33 open_crowd:3:reads:False=0.13 open_crowd:3:reads:True=0.46
open_crowd:3:tail:True=0.25 open_crowd:4:reads:True=-0.25 open_crowd:4:tail:False=0.47 order:differs=-3.64
order:differs:0:known=-0.09 order:differs:0:open=-0.19 order:differs:2:known=-0.07 order:differs:2:open=-0.09
order:differs:3:known=-0.14 order:differs:4:known=-0.12 order:differs:4:open=-0.18 order:differs:5:known=-0.30
order:differs:5:open=-0.16 order:differs:6:known=-0.34 order:differs:6:open=-0.24 order:differs:7:known=-0.25
order:differs:7:open=-0.38 order:differs:8:known=-0.30 order:differs:8:open=-0.71 order:differs:good:known=-0.96
order:differs:good:open=-1.29 order:differs:other1:known=-0.06 order:differs:other2:open=-0.14
order:differs:reads2:open=-0.07 order:differs:tail1:known=-0.07 order:differs:tail:known=-0.46
order:differs:tail:open=-0.33 order:none=-2.78 order:none:0:known=-0.08 order:none:0:open=-0.06
order:none:2:known=-0.11 order:none:3:known=-0.18 order:none:4:known=-0.14 order:none:4:open=-0.17
order:none:5:known=-0.12 order:none:5:open=-0.11 order:none:6:known=-0.36 order:none:6:open=-0.23
order:none:7:known=-0.18 order:none:7:open=-0.48 order:none:8:known=-0.33 order:none:8:open=-0.15
order:none:good:known=-0.95 order:none:good:open=-0.90 order:none:tail1:open=-0.12 order:none:tail:known=-0.38
order:none:tail:open=-0.14 order:same=4.70 order:same:0:known=-0.14 order:same:0:open=-1.37 order:same:1:known=-0.48
order:same:1:open=-0.67 order:same:2:known=0.28 order:same:2:open=0.63 order:same:3:open=1.45 order:same:4:known=0.69
order:same:4:open=1.41 order:same:5:known=0.45 order:same:5:open=1.43 order:same:6:known=0.07 order:same:6:open=0.49
order:same:7:known=0.16 order:same:7:open=0.58 order:same:8:open=-0.35 order:same:good:known=0.19
order:same:good:open=1.07 order:same:other1:known=0.35 order:same:other1:open=-0.33 order:same:other2:known=0.21
order:same:other2:open=-0.65 order:same:other3:known=-0.70 order:same:other3:open=-0.39 order:same:reads1:known=0.11
order:same:reads1:open=0.91 order:same:reads2:known=-0.16 order:same:tail1:known=0.68 order:same:tail1:open=2.20
order:same:tail2:known=0.93 order:same:tail2:open=0.08 order:same:tail3:known=-0.38 order:same:tail:known=-0.15
order:same:tail:open=0.70 other:1|known=0.83 other:1|open=1.15 other:2|known=-0.25 other:2|open=0.33 other:3|known=0.38
other:3|open=0.89 other:4|known=-0.49 other:4|open=-0.09 other:5|known=-0.69 other:5|open=-0.96 other:6|known=-0.70
other:6|open=-0.92 other:year|known=-1.32 other:year|open=-0.38 padding_added:1|known=-1.38 padding_added:1|open=-2.72
padding_added:2|known=-2.41 padding_added:2|open=-3.79 padding_lost:1|known=-0.32 padding_lost:1|open=-1.69
padding_lost:2|known=-0.89 padding_lost:2|open=-2.31 padding_some:1|known=-0.31 padding_some:1|open=-1.38
place:digit0|known=-2.92 place:digit0|open=-2.35 place:digit1|known=-1.64 place:digit1|open=-0.87
place:digit2|known=-0.14 place:digit3|known=1.12 place:digit3|open=0.34 place:digit4|known=0.33 place:digit4|open=0.76
place:digit5|known=1.21 place:digit5|open=0.94 place:lost0|known=-0.19 place:lost0|open=0.16 place:lost2|known=0.16
place:lost2|open=0.30 place:lost3|known=-0.14 place:lost5|known=1.26 place:more0|known=-0.58 place:more0|open=-0.05
place:more1|known=-0.18 place:more1|open=0.07 place:more2|known=-0.13 place:more2|open=0.39 place:more3|known=0.27
place:more3|open=0.19 place:more4|known=0.38 place:more4|open=0.26 place:more5|known=1.43 place:more5|open=0.21
place:swap0|known=-1.67 place:swap0|open=0.24 place:swap1|known=-0.59 place:swap1|open=-0.11 place:swap2|open=0.31
place:swap3|known=1.41 place:swap3|open=-0.19 place:swap4|known=0.27 place:swap5|known=1.63 reads_size:10|known=0.92
reads_size:10|open=2.91 reads_size:1|known=0.06 reads_size:1|open=-1.84 reads_size:2|known=-0.53
reads_size:2|open=-1.59 reads_size:3|known=-0.54 reads_size:3|open=-1.90 reads_size:4|known=-0.23
reads_size:4|open=-1.28 reads_size:5|open=-0.60 reads_size:6|known=0.26 reads_size:6|open=-0.21 reads_size:7|known=0.30
reads_size:7|open=0.62 reads_size:8|known=0.40 reads_size:8|open=1.22 reads_size:9|known=0.76 reads_size:9|open=1.88
site:company=0.98 site:open=-0.61 site:other=-2.93 site:same=0.88 size:1:tail:bare=0.34 size:2:reads:amount=0.05
size:2:reads:bare=0.27 size:2:tail:amount=0.13 size:2:tail:bare=-0.25 size:2:tail:order=0.08 size:3:reads:amount=0.34
size:3:reads:bare=0.54 size:3:reads:net=0.25 size:3:reads:order=-0.11 size:3:tail:amount=0.14 size:3:tail:net=-0.20
size:3:tail:order=-0.36 size:4:reads:bare=0.22 size:4:reads:net=0.17 size:4:tail:amount=0.41 size:4:tail:bare=0.11
size:4:tail:net=-0.37 size:4:tail:order=-0.71 size:5:reads:amount=0.30 size:5:reads:net=-0.37 size:5:reads:order=-0.49
size:5:tail:bare=0.32 size:5:tail:net=0.41 size:5:tail:order=-0.08 size:6:reads:amount=0.64 size:6:reads:bare=0.27
size:6:reads:order=0.40 size:6:tail:amount=-0.33 size:6:tail:bare=0.37 size:6:tail:net=0.24 size:6:tail:order=0.40
size:7:reads:amount=-0.31 size:7:reads:net=0.06 size:7:reads:order=0.47 size:7:tail:amount=-0.24 size:7:tail:bare=-0.36
size:7:tail:net=0.60 size:7:tail:order=0.66 slip:digit|known=-2.04 slip:digit|open=-1.15 slip:lost|known=1.09
slip:lost|open=0.72 slip:more|known=1.18 slip:more|open=1.07 slip:swap|known=1.02 slip:swap|open=0.51
slip_size:10|open=-0.58 slip_size:1|known=-0.30 slip_size:2|known=0.62 slip_size:3|known=0.55 slip_size:3|open=0.94
slip_size:4|known=0.21 slip_size:4|open=0.17 slip_size:5|known=0.28 slip_size:5|open=0.58 slip_size:6|open=0.50
slip_size:7|known=-0.23 slip_size:7|open=-0.12 slip_size:8|known=0.21 slip_size:8|open=-0.12 slip_size:9|open=-0.19
spelt:net:0:known=0.86 spelt:net:0:open=-1.09 spelt:net:1:known=0.85 spelt:net:2:known=-0.31 spelt:net:2:open=-0.46
spelt:net:3:known=-1.13 spelt:net:3:open=0.09 spelt:net:4:known=0.10 spelt:net:4:open=-0.09 spelt:net:5:known=-0.32
spelt:net:5:open=1.13 spelt:net:6:known=0.47 spelt:net:6:open=1.08 spelt:net:7:known=0.26 spelt:net:7:open=0.36
spelt:net:8:known=0.12 spelt:net:8:open=-0.13 spelt:same:0:known=0.85 spelt:same:0:open=-1.53 spelt:same:1:known=-0.06
spelt:same:1:open=-0.30 spelt:same:2:known=0.17 spelt:same:2:open=0.51 spelt:same:3:known=-0.67 spelt:same:3:open=0.57
spelt:same:4:known=-0.33 spelt:same:4:open=0.99 spelt:same:5:open=0.67 spelt:same:6:known=0.40 spelt:same:6:open=0.65
spelt:same:7:known=-0.23 spelt:same:7:open=0.15 spelt:same:8:known=0.19 spelt:same:8:open=0.54 split:1|known=-0.96
split:1|open=-1.49 split:2|known=-1.17 split:2|open=0.11 strange:1|known=-0.44 strange:1|open=-1.12
strange:2|open=-0.51 tail:part:1|known=-0.60 tail:part:1|open=-0.44 tail:part:2|known=-0.54 tail:part:2|open=-0.28
tail:part:3|known=-0.24 tail:part:3|open=0.13 tail:part:4|known=-0.18 tail:part:4|open=-0.55 tail:part:5|known=-0.32
tail:part:5|open=-0.58 tail:part:6|known=0.58 tail:part:6|open=-0.05 tail:word:1|known=-0.12 tail:word:1|open=0.39
tail:word:2|known=0.16 tail:word:2|open=0.41 tail:word:3|known=-0.12 tail:word:3|open=-0.37 tail:word:4|open=0.08
tail:word:5|known=0.54 tail:word:5|open=-0.13 tail:word:6|known=0.56 tail:word:6|open=1.53
tail_left:figures<|known=-1.74 tail_left:figures<|open=-1.82 tail_size:10|known=0.37 tail_size:10|open=0.68
tail_size:1|known=-0.73 tail_size:2|known=-0.37 tail_size:2|open=0.14 tail_size:3|known=-0.36 tail_size:3|open=-0.23
tail_size:4|known=-0.18 tail_size:4|open=-0.48 tail_size:5|known=0.22 tail_size:5|open=-0.71 tail_size:6|known=0.06
tail_size:6|open=-0.48 tail_size:7|open=-0.13 tail_size:8|known=0.83 tail_size:8|open=0.98 tail_size:9|known=-0.11
tail_size:9|open=0.43 tail_year_alone|known=-1.41 tail_year_alone|open=-1.50 troubles|known=0.58 troubles|open=0.51
twins:0:amount=0.16 twins:0:amount:False=0.11 twins:0:amount:True=0.05 twins:0:bare=0.28 twins:0:bare:False=0.29
twins:0:net=0.22 twins:0:net:False=0.19 twins:0:order=0.25 twins:0:order:False=0.24 twins:0:reads=0.79
twins:0:tail=0.12 twins:10:amount=0.32 twins:10:amount:False=0.13 twins:10:amount:True=0.19 twins:10:bare=-0.66
twins:10:bare:False=-0.61 twins:10:bare:True=-0.05 twins:10:net=0.44 twins:10:net:False=0.44 twins:10:order=0.13
twins:10:order:False=0.13 twins:10:reads=-0.06 twins:10:tail=0.29 twins:11:amount=0.37 twins:11:amount:False=0.20
twins:11:amount:True=0.17 twins:11:bare=-0.54 twins:11:bare:False=-0.45 twins:11:bare:True=-0.09 twins:11:net=-0.09
twins:11:net:False=-0.09 twins:11:order=0.08 twins:11:order:False=0.08 twins:11:reads=-0.28 twins:11:tail=0.11
twins:12:amount=0.42 twins:12:amount:False=-0.70 twins:12:amount:True=1.12 twins:12:bare=-0.29
twins:12:bare:False=-0.38 twins:12:bare:True=0.08 twins:12:net=-0.10 twins:12:net:False=-0.20 twins:12:net:True=0.10
twins:12:order=0.08 twins:12:order:False=0.26 twins:12:order:True=-0.18 twins:12:reads=0.07 twins:1:amount=0.27
twins:1:amount:False=0.23 twins:1:bare=0.09 twins:1:bare:False=-0.15 twins:1:bare:True=0.25 twins:1:net=0.19
twins:1:net:False=0.19 twins:1:order=0.32 twins:1:order:False=0.32 twins:1:reads=0.58 twins:1:tail=0.30
twins:2:amount=0.39 twins:2:amount:False=0.20 twins:2:amount:True=0.19 twins:2:bare=0.17 twins:2:bare:False=-0.28
twins:2:bare:True=0.45 twins:2:net=0.09 twins:2:net:False=0.09 twins:2:reads=0.37 twins:2:tail=0.28 twins:3:amount=0.14
twins:3:amount:True=0.17 twins:3:bare=0.06 twins:3:bare:False=-0.32 twins:3:bare:True=0.38 twins:3:net=0.32
twins:3:net:False=0.32 twins:3:order:False=-0.06 twins:3:reads=0.58 twins:3:tail=-0.11 twins:4:amount=0.16
twins:4:amount:False=0.11 twins:4:bare=-0.17 twins:4:bare:False=-0.37 twins:4:bare:True=0.20 twins:4:net=0.16
twins:4:net:False=0.16 twins:4:order=0.85 twins:4:order:False=0.85 twins:4:reads=0.74 twins:4:tail=0.27
twins:5:amount=0.57 twins:5:amount:False=0.37 twins:5:amount:True=0.19 twins:5:bare=-0.07 twins:5:bare:False=-0.21
twins:5:bare:True=0.13 twins:5:net=0.19 twins:5:net:False=0.19 twins:5:order=-0.23 twins:5:order:False=-0.23
twins:5:reads=0.06 twins:5:tail=0.39 twins:6:amount=0.35 twins:6:amount:False=0.30 twins:6:bare:False=-0.19
twins:6:bare:True=0.16 twins:6:net=-0.18 twins:6:net:False=-0.23 twins:6:net:True=0.05 twins:6:order=0.17
twins:6:order:False=0.17 twins:6:reads=0.34 twins:7:amount=0.20 twins:7:amount:False=0.16 twins:7:bare=-0.64
twins:7:bare:False=-0.34 twins:7:bare:True=-0.30 twins:7:net=0.30 twins:7:net:False=0.25 twins:7:net:True=0.05
twins:7:order=0.24 twins:7:order:False=0.24 twins:7:reads=0.18 twins:7:tail=-0.07 twins:8:amount=0.45
twins:8:amount:False=0.28 twins:8:amount:True=0.17 twins:8:bare=-0.33 twins:8:bare:False=-0.34 twins:8:net=0.26
twins:8:net:False=0.26 twins:8:order=0.48 twins:8:order:False=0.47 twins:8:reads=0.21 twins:8:tail=0.65
twins:9:amount=0.21 twins:9:amount:False=0.11 twins:9:amount:True=0.10 twins:9:bare=-0.24 twins:9:bare:False=-0.50
twins:9:bare:True=0.25 twins:9:net=0.42 twins:9:net:False=0.42 twins:9:order=0.41 twins:9:order:False=0.40
twins:9:reads=0.43 twins:9:tail=0.37 twins_of:0:amount:reads=0.28 twins_of:0:amount:tail=0.54
twins_of:0:bare:reads=0.63 twins_of:0:bare:tail=-0.10 twins_of:0:net:reads=0.43 twins_of:0:net:tail=0.07
twins_of:0:order:reads=0.40 twins_of:0:order:tail=0.19 twins_of:1:amount:reads=0.60 twins_of:1:amount:tail=0.27
twins_of:1:bare:tail=-0.22 twins_of:1:net:reads=0.39 twins_of:1:net:tail=0.29 twins_of:1:order:reads=0.36
twins_of:1:order:tail=0.21 twins_of:2:amount:reads=0.61 twins_of:2:amount:tail=0.40 twins_of:2:bare:reads=-0.72
twins_of:2:bare:tail=-0.28 twins_of:2:net:tail=0.35 twins_of:2:order:reads=0.80 twins_of:2:order:tail=0.09
twins_of:3:amount:reads=0.45 twins_of:3:amount:tail=0.45 twins_of:3:bare:reads=-1.44 twins_of:3:net:reads=0.52
twins_of:3:net:tail=0.25 twins_of:3:order:reads=0.56 twins_of:3:order:tail=0.06 twins_of:4:amount:reads=0.34
twins_of:4:amount:tail=0.09 twins_of:4:bare:reads=-0.28 twins_of:4:net:tail=-0.11 twins_of:4:order:tail=0.08
way:all|known=1.52 way:all|open=2.47 way:bare_year|known=-1.26 way:bare_year|open=-2.12 way:bare|known=0.37
way:bare|open=-1.65 way:end_cut|known=-1.62 way:end_cut|open=-1.36 way:head_cut|known=-1.36 way:head_cut|open=-0.62
way:run_year|known=-1.91 way:run_year|open=-1.33 way:run|known=-0.47 way:run|open=-0.20 way:tail_cut|known=-1.80
way:tail_cut|open=-1.09 way:turned|known=-0.09 way:turned|open=-0.32 way:whole|known=2.82 way:whole|open=2.83
way:year_first|known=0.98 way:year_first|open=-0.67 way:year|known=1.60 way:year|open=-0.07 way_only:all|known=0.71
way_only:all|open=1.02 way_only:bare_year|known=0.14 way_only:bare_year|open=-0.95 way_only:bare|known=1.30
way_only:bare|open=0.27 way_only:end_cut|known=0.18 way_only:end_cut|open=0.30 way_only:head_cut|known=-0.97
way_only:head_cut|open=-0.30 way_only:run_year|known=-0.11 way_only:run_year|open=-0.39 way_only:run|known=2.11
way_only:run|open=0.54 way_only:tail_cut|known=1.13 way_only:tail_cut|open=0.08 way_only:turned|known=1.72
way_only:turned|open=0.44 way_only:whole|known=0.36 way_only:whole|open=0.37 way_only:year_first|known=1.15
way_only:year_first|open=0.81 way_only:year|known=1.48 way_only:year|open=0.46 year_agrees|known=-0.29
year_agrees|open=-0.36 year_differs|known=-2.08 year_differs|open=-1.64 year_lost:end|known=-0.19
year_lost:end|open=-0.12 year_lost:glued|known=-0.82 year_lost:glued|open=0.18 year_lost:middle|known=-0.30
year_lost:middle|open=-0.44
"""
WEIGHTS: Mapping[str, float] = {name: float(weight) for name, weight in (item.split("=") for item in _TABLE.split())}
